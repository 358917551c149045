// Part of Cortex, under the MIT licence.
// The limit for linear_regression.ctx: the same training loop written by hand, one fused step.
#include <chrono>
#include <cstdio>
#include <cstdlib>

int main(int argc, char **argv) {
  long epochs = argc > 1 ? std::atol(argv[1]) : 100, every = argc > 2 ? std::atol(argv[2]) : 10;
  const float x[4] = {1, 2, 3, 4}, y[4] = {2, 4, 6, 8};
  float w = 0.5f, b = 0, lr = 0.01f;
  auto start = std::chrono::steady_clock::now();
  for (long epoch = 0; epoch < epochs; ++epoch) {
    float loss = 0, gradW = 0, gradB = 0;
    for (int i = 0; i < 4; ++i) {
      float error = x[i] * w + b - y[i];
      loss += error * error;
      gradW += error * x[i];
      gradB += error;
    }
    w -= lr * 0.5f * gradW;
    b -= lr * 0.5f * gradB;
    if (epoch % every == 0)
      std::printf("Epoch %ld: Loss = %.9g\n", epoch, loss / 4);
  }
  std::chrono::duration<double, std::nano> elapsed = std::chrono::steady_clock::now() - start;
  std::fprintf(stderr, "ns per step: %.3f\n", elapsed.count() / double(epochs));
}
