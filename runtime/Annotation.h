// Part of Cortex, under the MIT licence.
// Owns what compiler and run time agree on about type annotations: their form as read from text,
// which of two is narrower, and which overload of a function a call means.
#ifndef CORTEX_RUNTIME_ANNOTATION_H
#define CORTEX_RUNTIME_ANNOTATION_H

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace cortex {

/// `int | list[float]`, `[A, B] -> C`: an annotation as a tree.
struct Annotation {
  enum class Kind : uint8_t { Named, Function, Union };

  Kind kind = Kind::Named;
  std::string name;              ///< Named: `int`, `list`, a struct; `any` fits everything.
  std::vector<Annotation> parts; ///< Arguments; parameters and the result; members.

  bool isAny() const { return kind == Kind::Named && name == "any"; }
};

/// How a value fits an annotation. `Unknown` is an answer of the compiler alone.
enum class Fit : uint8_t { No, Unknown, Converts, Exact };

/// Reads the text of an annotation as the compiler prints it; what it cannot read fits anything.
class AnnotationReader {
public:
  explicit AnnotationReader(std::string_view text) : text(text) {}

  Annotation read() {
    Annotation first = readArrow();
    if (!accept('|'))
      return first;
    Annotation either{Annotation::Kind::Union, "", {std::move(first)}};
    do
      either.parts.push_back(readArrow());
    while (accept('|'));
    return either;
  }

private:
  void skipSpace() {
    while (at < text.size() && text[at] == ' ')
      ++at;
  }
  bool accept(char wanted) {
    skipSpace();
    bool found = at < text.size() && text[at] == wanted;
    at += found;
    return found;
  }
  bool acceptArrow() {
    skipSpace();
    bool found = text.substr(std::min(at, text.size()), 2) == "->";
    at += found ? 2 : 0;
    return found;
  }

  std::vector<Annotation> readList(char closer) {
    std::vector<Annotation> parts;
    while (!accept(closer) && at < text.size()) {
      parts.push_back(read());
      accept(',');
    }
    return parts;
  }

  Annotation readArrow() {
    std::vector<Annotation> parameters;
    if (accept('['))
      parameters = readList(']');
    else
      parameters.push_back(readAtom());
    if (!acceptArrow())
      return parameters.empty() ? Annotation{Annotation::Kind::Named, "any", {}}
                                : std::move(parameters.front());
    parameters.push_back(readArrow());
    return {Annotation::Kind::Function, "", std::move(parameters)};
  }

  Annotation readAtom() {
    if (accept('(')) {
      Annotation inner = read();
      accept(')');
      return inner;
    }
    skipSpace();
    size_t begin = at;
    while (at < text.size() && !std::strchr(" |[](),>", text[at]) && text.substr(at, 2) != "->")
      ++at;
    if (at == begin) { // Nothing that an annotation may begin with: passed over.
      at += at < text.size();
      return {Annotation::Kind::Named, "any", {}};
    }
    Annotation named{Annotation::Kind::Named, std::string(text.substr(begin, at - begin)), {}};
    if (accept('['))
      named.parts = readList(']');
    return named;
  }

  std::string_view text;
  size_t at = 0;
};

inline Annotation readAnnotation(std::string_view text) { return AnnotationReader(text).read(); }

/// Names of the library's own kinds of value, which are dicts and structs at run time.
inline bool isLibraryKind(std::string_view name) {
  for (std::string_view known :
       {"neural_network", "model", "layer", "optimizer", "scheduler", "loader", "config"})
    if (name == known)
      return true;
  return false;
}

/// The annotation's answer for a value: of a union the best one, of a function type whether the
/// value is a function, of a name what `fitsName` says.
template <typename FitsName> Fit fitOf(const Annotation &annotation, FitsName fitsName) {
  switch (annotation.kind) {
  case Annotation::Kind::Function:
    return fitsName(Annotation{Annotation::Kind::Named, "function", {}});
  case Annotation::Kind::Union: {
    Fit best = Fit::No;
    for (const Annotation &member : annotation.parts) {
      Fit fit = fitOf(member, fitsName);
      // What may not be known to fit one member exactly may yet fit it, and then needs no
      // conversion to another.
      bool undecided = fit == Fit::Unknown || best == Fit::Unknown;
      best = undecided && std::max(fit, best) != Fit::Exact ? Fit::Unknown : std::max(fit, best);
    }
    return best;
  }
  case Annotation::Kind::Named:
    return annotation.isAny() ? Fit::Exact : fitsName(annotation);
  }
  return Fit::No;
}

/// Whether every value that fits `narrow` fits `wide` too, as far as names tell.
inline bool isNarrower(const Annotation &narrow, const Annotation &wide) {
  using Kind = Annotation::Kind;
  if (wide.isAny())
    return true;
  auto within = [&](const Annotation &member) { return isNarrower(member, wide); };
  if (narrow.kind == Kind::Union)
    return std::all_of(narrow.parts.begin(), narrow.parts.end(), within);
  if (wide.kind == Kind::Union)
    return std::any_of(wide.parts.begin(), wide.parts.end(),
                       [&](const Annotation &member) { return isNarrower(narrow, member); });
  if (narrow.kind == Kind::Function)
    return wide.name == "function" ||
           (wide.kind == Kind::Function && narrow.parts.size() == wide.parts.size());
  if (wide.kind == Kind::Function)
    return false;
  bool isTensor = wide.name == "tensor" && (narrow.name == "vector" || narrow.name == "matrix");
  bool isDict = wide.name == "dict" && isLibraryKind(narrow.name);
  if (narrow.name != wide.name && !isTensor && !isDict)
    return false;
  if (wide.parts.empty())
    return true;
  return narrow.parts.size() == wide.parts.size() &&
         std::equal(narrow.parts.begin(), narrow.parts.end(), wide.parts.begin(), isNarrower);
}

/// One function that a call may mean.
struct OverloadCandidate {
  std::vector<Annotation> annotations; ///< Of the parameter that takes each argument.
  bool isPlain = true;                 ///< Takes the arguments without defaults and rest.
};

/// The answer for a call of an overloaded function.
struct OverloadChoice {
  enum class Kind : uint8_t { One, None, Several, Undecided };
  Kind kind = Kind::None;
  size_t first = 0, second = 0; ///< One: which. Several: two that fit equally well.
};

namespace detail {

/// Which of two parameters suits one argument better: 1, -1, or 0 for neither.
inline int compareParameters(const Annotation &a, Fit fitA, const Annotation &b, Fit fitB) {
  bool exactA = fitA == Fit::Exact, exactB = fitB == Fit::Exact;
  if (exactA != exactB)
    return exactA ? 1 : -1;
  bool aInB = isNarrower(a, b), bInA = isNarrower(b, a);
  return aInB == bInA ? 0 : aInB ? 1 : -1;
}

/// Whether candidate `a` is better for some argument and worse for none.
inline bool isBetter(const OverloadCandidate &a, const std::vector<Fit> &fitsA,
                     const OverloadCandidate &b, const std::vector<Fit> &fitsB) {
  bool better = false;
  for (size_t i = 0; i < fitsA.size(); ++i) {
    int order = compareParameters(a.annotations[i], fitsA[i], b.annotations[i], fitsB[i]);
    if (order < 0)
      return false;
    better = better || order > 0;
  }
  return better || (a.isPlain && !b.isPlain);
}

} // namespace detail

/// The most specific candidate that takes the arguments; `fits[c][i]` says how argument `i` fits
/// candidate `c`.
inline OverloadChoice chooseOverload(const std::vector<OverloadCandidate> &candidates,
                                     const std::vector<std::vector<Fit>> &fits) {
  using Kind = OverloadChoice::Kind;
  std::vector<size_t> viable;
  bool undecided = false;
  for (size_t c = 0; c < candidates.size(); ++c) {
    if (std::count(fits[c].begin(), fits[c].end(), Fit::No) != 0)
      continue;
    viable.push_back(c);
    undecided = undecided || std::count(fits[c].begin(), fits[c].end(), Fit::Unknown) != 0;
  }
  if (viable.empty())
    return {Kind::None, 0, 0};
  if (viable.size() == 1)
    return {Kind::One, viable.front(), 0};
  if (undecided)
    return {Kind::Undecided, 0, 0};
  for (size_t c : viable) {
    bool isBest = std::all_of(viable.begin(), viable.end(), [&](size_t other) {
      return other == c || detail::isBetter(candidates[c], fits[c], candidates[other], fits[other]);
    });
    if (isBest)
      return {Kind::One, c, 0};
  }
  // Name two that nothing is better than.
  std::vector<size_t> top;
  for (size_t c : viable)
    if (std::none_of(viable.begin(), viable.end(), [&](size_t other) {
          return detail::isBetter(candidates[other], fits[other], candidates[c], fits[c]);
        }))
      top.push_back(c);
  return {Kind::Several, top.empty() ? viable[0] : top[0], top.size() < 2 ? viable[1] : top[1]};
}

/// Candidates as one text, for constants of compiled programs: a line each, `+` for a plain one
/// and `-` for another, then the annotations, each with a tab before it.
inline std::vector<OverloadCandidate> readCandidates(std::string_view text) {
  std::vector<OverloadCandidate> candidates;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    OverloadCandidate candidate;
    candidate.isPlain = line.starts_with('+');
    for (size_t tab = line.find('\t'); tab != std::string_view::npos;) {
      size_t next = line.find('\t', tab + 1);
      candidate.annotations.push_back(readAnnotation(line.substr(tab + 1, next - tab - 1)));
      tab = next;
    }
    candidates.push_back(std::move(candidate));
  }
  return candidates;
}

} // namespace cortex

#endif
