// Part of Cortex, under the MIT licence.
// The limit for gmm.ctx: the log likelihood of a Gaussian mixture and its gradient written by hand,
// the points in blocks that stay in the nearest cache. Runs as gmm STEPS 0|1, with 1 for the
// gradient, too.
#include <algorithm>
#include <cstdlib>
#include <utility>

#include "adbench.h"

namespace {

constexpr int d = 10, k = 25, n = 1000, entries = d * (d + 1) / 2, block = 200;
static_assert(n % block == 0);

struct Parameters {
  double alphas[k], means[k][d], icf[k][entries];
  double *begin() { return alphas; }
  static constexpr long count = k + k * d + k * entries;
};

/// A lower triangle: exp of the first d numbers on the diagonal, the others column by column.
void unpack(const double *icf, double (&q)[d][d]) {
  const double *next = icf + d;
  for (int j = 0; j < d; ++j) {
    q[j][j] = std::exp(icf[j]);
    for (int i = j + 1; i < d; ++i)
      q[i][j] = *next++;
  }
}

/// log gamma of d variables at degrees / 2, the normaliser of the prior.
double logGammaDistribution(int degrees) {
  double total = d * (d - 1) / 4.0 * std::log(M_PI);
  for (int j = 0; j < d; ++j)
    total += std::lgamma(0.5 * (degrees - j));
  return total;
}

alignas(64) double x[d][n];
alignas(64) double scaled[k][d][block], terms[k][block];
double q[k][d][d], sums[k];

/// scaled = Q (x - mean) of one component for the points of a block, and its term of the sum.
void component(const Parameters &p, int c, int first) {
  double base = p.alphas[c] + sums[c];
  for (int b = 0; b < block; ++b) {
    double centred[d], squares = 0;
    for (int j = 0; j < d; ++j)
      centred[j] = x[j][first + b] - p.means[c][j];
    for (int i = 0; i < d; ++i) {
      double sum = 0;
      for (int j = 0; j <= i; ++j)
        sum += q[c][i][j] * centred[j];
      scaled[c][i][b] = sum;
      squares += sum * sum;
    }
    terms[c][b] = base - 0.5 * squares;
  }
}

/// The sum of the logarithms of the points' likelihoods; leaves the components' shares in terms.
double logSumExp() {
  alignas(64) double top[block], total[block] = {};
  std::copy(terms[0], terms[0] + block, top);
  for (int c = 1; c < k; ++c)
    for (int b = 0; b < block; ++b)
      top[b] = std::max(top[b], terms[c][b]);
  for (int c = 0; c < k; ++c)
    for (int b = 0; b < block; ++b)
      total[b] += terms[c][b] = std::exp(terms[c][b] - top[b]);
  double result = 0;
  for (int b = 0; b < block; ++b) {
    result += std::log(total[b]) + top[b];
    total[b] = 1 / total[b];
  }
  for (int c = 0; c < k; ++c)
    for (int b = 0; b < block; ++b)
      terms[c][b] *= total[b];
  return result;
}

/// Adds a block's part to row i of moments (sums of slopes) and of the slopes of q.
template <int i> void addRow(int c, int first, double (&moments)[d], double (&qBar)[d][d]) {
  double moment = 0, sums[i + 1] = {};
  for (int b = 0; b < block; ++b) {
    double slope = -terms[c][b] * scaled[c][i][b];
    moment += slope;
    for (int j = 0; j <= i; ++j)
      sums[j] += slope * x[j][first + b];
  }
  moments[i] += moment;
  for (int j = 0; j <= i; ++j)
    qBar[i][j] += sums[j];
}

template <int... i>
void addRows(std::integer_sequence<int, i...>, int c, int first, double (&moments)[d],
             double (&qBar)[d][d]) {
  (addRow<i>(c, first, moments, qBar), ...);
}

double logSumExp(const double (&values)[k]) {
  double top = *std::max_element(values, values + k), total = 0;
  for (double value : values)
    total += std::exp(value - top);
  return std::log(total) + top;
}

/// From the sums over all points to the gradient by the parameters of one component.
void finish(const Parameters &p, int c, double logTotal, double share, const double (&moments)[d],
            const double (&qBar)[d][d], Parameters &gradient) {
  gradient.alphas[c] = share - n * std::exp(p.alphas[c] - logTotal);
  double *next = gradient.icf[c] + d;
  for (int j = 0; j < d; ++j) {
    double meanBar = 0;
    for (int i = j; i < d; ++i) {
      meanBar -= q[c][i][j] * moments[i];
      // The prior adds q to its slope.
      double bar = qBar[i][j] - moments[i] * p.means[c][j] + q[c][i][j];
      if (i == j)
        gradient.icf[c][j] = bar * q[c][j][j] + share;
      else
        *next++ = bar;
    }
    gradient.means[c][j] = meanBar;
  }
}

/// The objective, and its gradient where one is wanted.
double objective(const Parameters &p, Parameters *gradient) {
  static double shares[k], moments[k][d], qBars[k][d][d];
  double prior = 0, likelihood = 0;
  for (int c = 0; c < k; ++c) {
    unpack(p.icf[c], q[c]);
    sums[c] = 0;
    for (int i = 0; i < d; ++i) {
      sums[c] += p.icf[c][i];
      for (int j = 0; j <= i; ++j)
        prior += 0.5 * q[c][i][j] * q[c][i][j];
    }
  }
  std::fill_n(shares, k, 0.0);
  std::fill_n(&moments[0][0], k * d, 0.0);
  std::fill_n(&qBars[0][0][0], k * d * d, 0.0);
  for (int first = 0; first < n; first += block) {
    for (int c = 0; c < k; ++c)
      component(p, c, first);
    likelihood += logSumExp();
    for (int c = 0; gradient && c < k; ++c) {
      for (int b = 0; b < block; ++b)
        shares[c] += terms[c][b];
      addRows(std::make_integer_sequence<int, d>(), c, first, moments[c], qBars[c]);
    }
  }
  double logTotal = logSumExp(p.alphas);
  for (int c = 0; gradient && c < k; ++c)
    finish(p, c, logTotal, shares[c], moments[c], qBars[c], *gradient);
  constexpr int degrees = d + 1; // m = 0, gamma = 1
  double constant = -0.5 * std::log(2.0) * degrees * d - logGammaDistribution(degrees);
  return likelihood - n * logTotal - n * d * 0.5 * std::log(2 * M_PI) + prior - k * constant;
}

Parameters p, gradient;
double points[n][d];

} // namespace

int main(int argc, char **argv) {
  long steps = argc > 1 ? std::atol(argv[1]) : 200;
  bool differentiate = argc > 2 && std::atoi(argv[2]) != 0;
  scattered(p.alphas, k, 1);
  scattered(&p.means[0][0], k * d, 2);
  scattered(&p.icf[0][0], k * entries, 3);
  scattered(&points[0][0], n * d, 4);
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < d; ++j)
      x[j][i] = points[i][j];
  std::printf("value: %.12e\n", objective(p, &gradient));
  if (differentiate) {
    show("alphas", gradient.alphas, k);
    show("means", &gradient.means[0][0], k * d);
    show("icf", &gradient.icf[0][0], k * entries);
  }
  timeSteps(steps, [&] {
    double loss = objective(p, differentiate ? &gradient : nullptr);
    for (long i = 0; i < Parameters::count; ++i)
      p.begin()[i] += differentiate ? 1e-12 * gradient.begin()[i] : -1e-20 * loss * p.begin()[i];
  });
}
