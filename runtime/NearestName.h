// Part of Cortex, under the MIT licence.
// Owns the search for the name that a misspelt one probably means, which compiler and run time
// share.
#ifndef CORTEX_RUNTIME_NEARESTNAME_H
#define CORTEX_RUNTIME_NEARESTNAME_H

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace cortex {

/// How many letters have to be put in, left out, replaced or swapped with their neighbour to make
/// one text the other (optimal string alignment); more than `limit` is not told apart.
inline size_t editDistance(std::string_view a, std::string_view b, size_t limit) {
  if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > limit)
    return limit + 1;
  std::vector<size_t> before, last, row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j)
    row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    before = std::exchange(last, row);
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      bool isSwapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (isSwapped)
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    if (*std::min_element(row.begin(), row.end()) > limit)
      return limit + 1;
  }
  return row.back();
}

/// Whether two ASCII texts differ in case alone.
inline bool isSameButForCase(std::string_view a, std::string_view b) {
  auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

/// The candidate nearest to a name; empty if none is near. A third of the letters may differ, and
/// of short names one: beyond that a hint misleads.
template <typename Names>
std::string_view findNearest(std::string_view name, const Names &candidates) {
  constexpr size_t longest = 200; // No typing error leads to or from a text.
  std::string_view best;
  size_t limit = std::max<size_t>(1, name.size() / 3);
  if (name.size() > longest)
    return best;
  for (std::string_view candidate : candidates) {
    bool areLetters = name.size() == 1 && candidate.size() == 1;
    if (candidate == name || areLetters || candidate.size() > longest)
      continue;
    if (isSameButForCase(name, candidate))
      return candidate;
    size_t distance = editDistance(name, candidate, limit);
    if (distance > limit)
      continue;
    best = candidate;
    limit = distance - 1;
  }
  return best;
}

} // namespace cortex

#endif
