// Part of Cortex, under the MIT licence.
// Owns the text of floats and of quoted strings, which compiler and run time share.
#pragma once

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>
#include <string_view>

namespace cortex {

/// Lays the digits of a scientific text (`d.ddde-xx`) out by the language's rules.
inline std::string layOutDigits(std::string_view scientific) {
  std::string text = scientific[0] == '-' ? "-" : "";
  std::string digits;
  size_t i = text.size();
  for (; i < scientific.size() && scientific[i] != 'e'; ++i)
    if (scientific[i] != '.')
      digits += scientific[i];
  int exponent = 0;
  size_t sign = i + 1 < scientific.size() && scientific[i + 1] == '+' ? 1 : 0;
  std::from_chars(scientific.data() + i + 1 + sign, scientific.data() + scientific.size(),
                  exponent);
  auto count = static_cast<int>(digits.size());
  if (exponent < -4 || exponent >= 16) {
    text += digits[0];
    if (count > 1)
      text += "." + digits.substr(1);
    std::string power = std::to_string(std::abs(exponent));
    return text + (exponent < 0 ? "e-" : "e+") + (power.size() < 2 ? "0" : "") + power;
  }
  if (exponent < 0)
    return text + "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + digits;
  if (count <= exponent + 1)
    return text + digits + std::string(static_cast<size_t>(exponent + 1 - count), '0') + ".0";
  return text + digits.substr(0, static_cast<size_t>(exponent + 1)) + "." +
         digits.substr(static_cast<size_t>(exponent + 1));
}

/// The shortest text that reads back as the same float (`2.0`, `1e-08`, `inf`).
template <typename T> std::string shortestText(T value) {
  if (std::isnan(value))
    return "nan";
  if (std::isinf(value))
    return value < 0 ? "-inf" : "inf";
  char buffer[64];
  auto end =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific).ptr;
  return layOutDigits({buffer, static_cast<size_t>(end - buffer)});
}

/// A string as a program would write it, within quotes.
inline std::string quoteText(std::string_view raw) {
  std::string text = "\"";
  for (char c : raw) {
    switch (c) {
    case '"':
      text += "\\\"";
      break;
    case '\\':
      text += "\\\\";
      break;
    case '\n':
      text += "\\n";
      break;
    case '\t':
      text += "\\t";
      break;
    case '\r':
      text += "\\r";
      break;
    default:
      text += c;
    }
  }
  return text + "\"";
}

} // namespace cortex
