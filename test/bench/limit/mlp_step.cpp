// Part of Cortex, under the MIT licence.
// The limit for mlp_step.ctx: the network 784-128-64-10 with Adam on batches in memory, products by
// OpenBLAS, everything else in fused loops, the optimizer in one pass. Compile with -DBATCH=32.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <cblas.h>

namespace {

constexpr int sizes[] = {784, 128, 64, 10};
constexpr int layers = 3, rows = 2048, classes = 10;
constexpr int weightCount = 784 * 128 + 128 * 64 + 64 * 10, count = weightCount + 128 + 64 + 10;

struct Network {
  alignas(64) float value[count], gradient[count], first[count], second[count];
  alignas(64) float activation[layers][BATCH * 128], slope[layers][BATCH * 128];
  int step = 0;

  static int weights(int k) { return k == 0 ? 0 : k == 1 ? 784 * 128 : 784 * 128 + 128 * 64; }
  static int biases(int k) { return weightCount + (k == 0 ? 0 : k == 1 ? 128 : 128 + 64); }
};

long scattered(long i) { return (i * i * 3 + i * 7) % 1009; }

void forward(Network &net, const float *input) {
  for (int k = 0; k < layers; ++k) {
    int in = sizes[k], out = sizes[k + 1];
    float *a = net.activation[k];
    const float *bias = net.value + Network::biases(k);
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, BATCH, out, in, 1, input, in,
                net.value + Network::weights(k), out, 0, a, out);
    for (int r = 0; r < BATCH; ++r)
      for (int c = 0; c < out; ++c) {
        float z = a[r * out + c] + bias[c];
        a[r * out + c] = k + 1 < layers ? std::max(z, 0.0f) : z;
      }
    input = a;
  }
}

/// The mean cross entropy; leaves its slope by the logits in slope[layers - 1].
float crossEntropy(Network &net, const long *labels) {
  float loss = 0;
  for (int r = 0; r < BATCH; ++r) {
    const float *z = net.activation[layers - 1] + r * classes;
    float *d = net.slope[layers - 1] + r * classes;
    float top = *std::max_element(z, z + classes), sum = 0;
    for (int c = 0; c < classes; ++c)
      sum += d[c] = std::exp(z[c] - top);
    for (int c = 0; c < classes; ++c)
      d[c] *= 1.0f / (sum * BATCH);
    d[labels[r]] -= 1.0f / BATCH;
    loss += std::log(sum) + top - z[labels[r]];
  }
  return loss / BATCH;
}

void backward(Network &net, const float *input) {
  for (int k = layers - 1; k >= 0; --k) {
    int in = sizes[k], out = sizes[k + 1];
    const float *d = net.slope[k], *below = k ? net.activation[k - 1] : input;
    float *biasSlope = net.gradient + Network::biases(k);
    cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, in, out, BATCH, 1, below, in, d, out, 0,
                net.gradient + Network::weights(k), out);
    std::fill(biasSlope, biasSlope + out, 0.0f);
    for (int r = 0; r < BATCH; ++r)
      for (int c = 0; c < out; ++c)
        biasSlope[c] += d[r * out + c];
    if (k == 0)
      return;
    float *next = net.slope[k - 1];
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, BATCH, in, out, 1, d, out,
                net.value + Network::weights(k), out, 0, next, in);
    for (int i = 0; i < BATCH * in; ++i)
      next[i] = below[i] > 0 ? next[i] : 0;
  }
}

void adam(Network &net) {
  ++net.step;
  float rate = 0.001f / (1 - std::pow(0.9f, float(net.step)));
  float root = 1 / std::sqrt(1 - std::pow(0.999f, float(net.step)));
  for (int i = 0; i < count; ++i) {
    float g = net.gradient[i];
    float m = net.first[i] = 0.9f * net.first[i] + 0.1f * g;
    float v = net.second[i] = 0.999f * net.second[i] + 0.001f * g * g;
    net.value[i] -= rate * m / (std::sqrt(v) * root + 1e-8f);
  }
}

} // namespace

int main(int argc, char **argv) {
  int steps = argc > 1 ? std::atoi(argv[1]) : 1000;
  static Network net;
  for (int k = 0; k < layers; ++k)
    for (long i = 0; i < sizes[k] * sizes[k + 1]; ++i)
      net.value[Network::weights(k) + i] = (float(scattered(i + k + 1)) / 1009 - 0.5f) * 2 *
                                           std::sqrt(6.0f / float(sizes[k] + sizes[k + 1]));
  std::vector<float> inputs(size_t(rows) * 784);
  std::vector<long> labels(rows);
  for (long i = 0; i < long(inputs.size()); ++i)
    inputs[i] = float(scattered(i + 10)) / 1009;
  for (long i = 0; i < rows; ++i)
    labels[i] = i * 7 % classes;
  openblas_set_num_threads(1);
  auto start = std::chrono::steady_clock::now();
  float loss = 0;
  for (int step = 0; step < steps; ++step) {
    int low = step % (rows / BATCH) * BATCH;
    const float *batch = inputs.data() + size_t(low) * 784;
    forward(net, batch);
    loss = crossEntropy(net, labels.data() + low);
    backward(net, batch);
    adam(net);
  }
  std::chrono::duration<double, std::nano> elapsed = std::chrono::steady_clock::now() - start;
  std::printf("loss: %.6f\nns per step: %.1f\n", double(loss), elapsed.count() / steps);
}
