// Part of Cortex, under the MIT licence.
// What the limits of the two ADBench workloads share: their numbers, their clock and what they
// print.
#pragma once

#include <chrono>
#include <cmath>
#include <cstdio>

/// The numbers of the function of this name in the Cortex programs.
inline void scattered(double *out, long count, long salt) {
  for (long n = 0; n < count; ++n) {
    long i = n + salt;
    out[n] = double((i * i * 3 + i * 7) % 1009) / 1009.0 - 0.5;
  }
}

/// Prints a gradient as one number, weighted so that its order matters.
inline void show(const char *name, const double *values, long count) {
  double sum = 0;
  for (long i = 0; i < count; ++i)
    sum += values[i] * std::cos(0.7 * double(i));
  std::printf("%s: %.12e\n", name, sum);
}

/// Runs a step again and again and prints what one costs.
template <typename Step> void timeSteps(long count, Step step) {
  auto start = std::chrono::steady_clock::now();
  for (long i = 0; i < count; ++i)
    step();
  std::chrono::duration<double, std::nano> elapsed = std::chrono::steady_clock::now() - start;
  std::printf("ns per step: %.1f\n", elapsed.count() / double(count));
}
