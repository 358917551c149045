// Part of Cortex, under the MIT licence.
// The limit for lstm.ctx: the loss of a two-layer LSTM with element-wise weights along a sequence
// and its gradient written by hand. Runs as lstm STEPS 0|1, with 1 for the gradient, too.
#include <algorithm>
#include <cstdlib>

#include "adbench.h"

namespace {

constexpr int length = 1024, size = 14, layers = 2;
enum Gate { forget, ingate, outgate, change, gates };

struct Layer {
  double w[gates][size], b[gates][size];
};
struct Parameters {
  Layer layer[layers];
  double inWeight[size], outWeight[size], outBias[size];
  double *begin() { return &layer[0].w[0][0]; }
  static constexpr long count = layers * 2 * gates * size + 3 * size;
};

/// What one layer leaves at one time; the sweep back reads it.
struct Moment {
  double gate[gates][size], cell[size], tanhCell[size], hidden[size];
};

double sequence[length][size], first[2 * layers][size];
Moment moments[length][layers];
double lowest[length][size], shares[length][size], following[length];

// Both by exp, which a loop over elements vectorises.
double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
double tanh(double x) { return 2 * sigmoid(2 * x) - 1; }

void forward(const Layer &__restrict p, const double *__restrict x, const double *__restrict hidden,
             const double *__restrict cell, Moment &__restrict m) {
  for (int i = 0; i < size; ++i) {
    double f = sigmoid(x[i] * p.w[forget][i] + p.b[forget][i]);
    double in = sigmoid(hidden[i] * p.w[ingate][i] + p.b[ingate][i]);
    double o = sigmoid(x[i] * p.w[outgate][i] + p.b[outgate][i]);
    double g = tanh(hidden[i] * p.w[change][i] + p.b[change][i]);
    double c = cell[i] * f + in * g, t = tanh(c);
    m.gate[forget][i] = f;
    m.gate[ingate][i] = in;
    m.gate[outgate][i] = o;
    m.gate[change][i] = g;
    m.cell[i] = c;
    m.tanhCell[i] = t;
    m.hidden[i] = o * t;
  }
}

/// Turns hiddenBar and cellBar of a layer's result into those of the state before and adds xBar.
void backward(const Layer &__restrict p, const double *__restrict x,
              const double *__restrict hidden, const double *__restrict cell,
              const Moment &__restrict m, double *__restrict hiddenBar, double *__restrict cellBar,
              double *__restrict xBar, Layer &__restrict g) {
  for (int i = 0; i < size; ++i) {
    double f = m.gate[forget][i], in = m.gate[ingate][i], o = m.gate[outgate][i],
           z = m.gate[change][i], t = m.tanhCell[i];
    double cBar = cellBar[i] + hiddenBar[i] * o * (1 - t * t);
    double oBar = hiddenBar[i] * t * o * (1 - o), fBar = cBar * cell[i] * f * (1 - f);
    double inBar = cBar * z * in * (1 - in), zBar = cBar * in * (1 - z * z);
    g.w[forget][i] += fBar * x[i];
    g.w[ingate][i] += inBar * hidden[i];
    g.w[outgate][i] += oBar * x[i];
    g.w[change][i] += zBar * hidden[i];
    g.b[forget][i] += fBar;
    g.b[ingate][i] += inBar;
    g.b[outgate][i] += oBar;
    g.b[change][i] += zBar;
    cellBar[i] = cBar * f;
    hiddenBar[i] = inBar * p.w[ingate][i] + zBar * p.w[change][i];
    xBar[i] += fBar * p.w[forget][i] + oBar * p.w[outgate][i];
  }
}

/// The loss; leaves in moments, lowest, shares and following what the sweep back needs.
double objective(const Parameters &p) {
  double total = 0;
  for (int t = 0; t + 1 < length; ++t) {
    for (int i = 0; i < size; ++i)
      lowest[t][i] = sequence[t][i] * p.inWeight[i];
    const double *x = lowest[t];
    for (int l = 0; l < layers; ++l) {
      const double *hidden = t ? moments[t - 1][l].hidden : first[2 * l];
      const double *cell = t ? moments[t - 1][l].cell : first[2 * l + 1];
      forward(p.layer[l], x, hidden, cell, moments[t][l]);
      x = moments[t][l].hidden;
    }
    double sum = 2, chosen = 0, count = 0;
    for (int i = 0; i < size; ++i) {
      double y = x[i] * p.outWeight[i] + p.outBias[i];
      sum += shares[t][i] = std::exp(y);
      chosen += sequence[t + 1][i] * y;
      count += sequence[t + 1][i];
    }
    following[t] = count / sum;
    total += chosen - count * std::log(sum);
  }
  return -total / ((length - 1) * size);
}

void differentiate(const Parameters &p, Parameters &g) {
  std::fill_n(g.begin(), Parameters::count, 0.0);
  double hiddenBar[layers][size] = {}, cellBar[layers][size] = {};
  const double totalBar = -1.0 / ((length - 1) * size);
  for (int t = length - 2; t >= 0; --t) {
    const double *top = moments[t][layers - 1].hidden;
    for (int i = 0; i < size; ++i) {
      double yBar = totalBar * (sequence[t + 1][i] - following[t] * shares[t][i]);
      g.outWeight[i] += yBar * top[i];
      g.outBias[i] += yBar;
      hiddenBar[layers - 1][i] += yBar * p.outWeight[i];
    }
    double inBar[size] = {};
    for (int l = layers - 1; l >= 0; --l) {
      const double *x = l ? moments[t][l - 1].hidden : lowest[t];
      const double *hidden = t ? moments[t - 1][l].hidden : first[2 * l];
      const double *cell = t ? moments[t - 1][l].cell : first[2 * l + 1];
      backward(p.layer[l], x, hidden, cell, moments[t][l], hiddenBar[l], cellBar[l],
               l ? hiddenBar[l - 1] : inBar, g.layer[l]);
    }
    for (int i = 0; i < size; ++i)
      g.inWeight[i] += inBar[i] * sequence[t][i];
  }
}

Parameters p, g;

} // namespace

int main(int argc, char **argv) {
  long steps = argc > 1 ? std::atol(argv[1]) : 200;
  bool gradient = argc > 2 && std::atoi(argv[2]) != 0;
  for (int l = 0; l < layers; ++l) {
    scattered(&p.layer[l].w[0][0], gates * size, 2 * l + 1);
    scattered(&p.layer[l].b[0][0], gates * size, 2 * l + 2);
  }
  scattered(p.inWeight, size, 5);
  scattered(p.outWeight, size, 6);
  scattered(p.outBias, size, 7);
  scattered(&first[0][0], 2 * layers * size, 8);
  scattered(&sequence[0][0], length * size, 9);
  for (double *x = &sequence[0][0]; x < &sequence[0][0] + length * size; ++x)
    *x = *x > 0 ? 1 : 0;
  std::printf("value: %.12e\n", objective(p));
  if (gradient) {
    differentiate(p, g);
    const char *names[layers][2] = {{"w1", "b1"}, {"w2", "b2"}};
    for (int l = 0; l < layers; ++l) {
      show(names[l][0], &g.layer[l].w[0][0], gates * size);
      show(names[l][1], &g.layer[l].b[0][0], gates * size);
    }
    show("in_weight", g.inWeight, size);
    show("out_weight", g.outWeight, size);
    show("out_bias", g.outBias, size);
  }
  timeSteps(steps, [&] {
    double loss = objective(p);
    if (gradient)
      differentiate(p, g);
    for (long i = 0; i < Parameters::count; ++i)
      p.begin()[i] -= gradient ? 1e-9 * g.begin()[i] : 1e-15 * loss * p.begin()[i];
  });
}
