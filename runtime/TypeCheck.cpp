// Part of Cortex, under the MIT licence.
// Owns the run-time side of type annotations: whether a value fits, conversion, and the choice of
// an overload where only the run time knows the types.
#include "Annotation.h"
#include "Errors.h"
#include "Tensor.h"
#include "Text.h"
#include <unordered_map>

namespace cortex::rt {
namespace {

Fit fitsValue(const Annotation &annotation, Value value);

Fit exactIf(bool fits) { return fits ? Fit::Exact : Fit::No; }

bool hasDType(const Annotation &annotation, DType dtype) {
  if (annotation.parts.empty())
    return true;
  const std::string &name = annotation.parts.front().name;
  return name == dtypeName(dtype) || name == "any" || (name == "float" && isFloating(dtype)) ||
         (name == "int" && dtype == CortexI64);
}

/// `tensor`, `vector` and `matrix`; a list of numbers converts.
Fit tensorFits(const Annotation &annotation, Value value) {
  TensorRef tensor = isTensorLike(value) ? tryTensor(value) : TensorRef();
  if (!tensor || isNumber(value) || !hasDType(annotation, tensor->dtype))
    return Fit::No;
  if (annotation.name != "tensor" && tensor->rank != (annotation.name == "vector" ? 1 : 2))
    return Fit::No;
  return kindOf(value) == CortexKindTensor ? Fit::Exact : Fit::Converts;
}

/// The worst of the elements' answers.
template <typename Sequence> Fit elementsFit(const Annotation &element, const Sequence &values) {
  Fit worst = Fit::Exact;
  for (const Ref &value : values)
    if (value)
      worst = std::min(worst, fitsValue(element, value.get()));
  return worst;
}

Fit listFits(const Annotation &annotation, Value value) {
  const Annotation *element = annotation.parts.empty() ? nullptr : &annotation.parts.front();
  if (auto *list = dynCast<ListValue>(value)) {
    DepthGuard guard(nullptr);
    std::span<const Ref> items(list->items().data(), static_cast<size_t>(list->length));
    return element ? elementsFit(*element, items) : Fit::Exact;
  }
  if (auto *range = dynCast<RangeValue>(value)) {
    Ref sample = range->integral ? makeInt(0) : makeFloat(0);
    return element ? fitsValue(*element, sample.get()) : Fit::Exact;
  }
  auto *tensor = dynCast<TensorValue>(value);
  if (!tensor || tensor->rank != 1)
    return Fit::No;
  Ref sample = isFloating(tensor->dtype)    ? makeFloat(0)
               : tensor->dtype == CortexI64 ? makeInt(0)
                                            : makeBool(false);
  return !element || fitsValue(*element, sample.get()) != Fit::No ? Fit::Converts : Fit::No;
}

Fit dictFits(const Annotation &annotation, Value value) {
  auto *dict = dynCast<DictValue>(value);
  if (!dict)
    return Fit::No;
  Fit worst = Fit::Exact;
  DepthGuard guard(nullptr);
  if (annotation.parts.size() == 2)
    for (const auto &entry : dict->entries)
      if (entry.key)
        worst = std::min({worst, fitsValue(annotation.parts[0], entry.key.get()),
                          fitsValue(annotation.parts[1], entry.value.get())});
  return worst;
}

Fit nameFits(const Annotation &annotation, Value value) {
  const std::string &name = annotation.name;
  CortexKind kind = kindOf(value);
  if (name == "float")
    return kind == CortexKindInt ? Fit::Converts : exactIf(kind == CortexKindFloat);
  if (name == "tensor" || name == "vector" || name == "matrix")
    return tensorFits(annotation, value);
  if (name == "list")
    return listFits(annotation, value);
  if (name == "dict")
    return dictFits(annotation, value);
  if (name == "dataset")
    return exactIf(kind == CortexKindDataset || kind == CortexKindDict);
  for (const char *known : {"int", "bool", "string", "null", "tuple", "error", "function"})
    if (name == known)
      return exactIf(name == typeName(value));
  if (auto *record = dynCast<StructValue>(value))
    return exactIf(name == record->info->id || isLibraryKind(name));
  // The other names are kinds of the library, which are dicts.
  return exactIf(kind == CortexKindDict && isLibraryKind(name));
}

Fit fitsValue(const Annotation &annotation, Value value) {
  return fitOf(annotation, [&](const Annotation &named) { return nameFits(named, value); });
}

/// The annotation of a text that is a constant of the program, read once.
const Annotation &annotationAt(void *text) {
  static std::unordered_map<const void *, Annotation> known;
  auto [entry, isNew] = known.try_emplace(text);
  if (isNew)
    entry->second = readAnnotation(static_cast<const char *>(text));
  return entry->second;
}

const std::vector<OverloadCandidate> &candidatesAt(void *text) {
  static std::unordered_map<const void *, std::vector<OverloadCandidate>> known;
  auto [entry, isNew] = known.try_emplace(text);
  if (isNew)
    entry->second = readCandidates(static_cast<const char *>(text));
  return entry->second;
}

/// Whether one of the annotation's members is a kind of tensor.
bool wantsTensor(const Annotation &annotation) {
  const std::string &name = annotation.name;
  return name == "tensor" || name == "vector" || name == "matrix" ||
         (annotation.kind == Annotation::Kind::Union &&
          std::any_of(annotation.parts.begin(), annotation.parts.end(), wantsTensor));
}

std::string typesText(Value *arguments, int64_t count) {
  std::string text = "(";
  for (int64_t i = 0; i < count; ++i)
    text += (i > 0 ? ", " : "") + describeType(arguments[i]);
  return text + ")";
}

} // namespace

Ref convertTo(Value value, const char *annotation, const std::string &what, Loc location) {
  const Annotation &wanted = annotationAt(const_cast<char *>(annotation));
  Fit fit = fitsValue(wanted, value);
  if (fit == Fit::No)
    throwType("expected `" + std::string(annotation) + "` for " + what + ", found " +
                  describeType(value),
              location);
  if (fit == Fit::Converts && kindOf(value) == CortexKindInt)
    return makeFloat(numberOf(value));
  bool isSequence = kindOf(value) == CortexKindList || kindOf(value) == CortexKindRange;
  if (fit == Fit::Converts && isSequence && wantsTensor(wanted))
    return asTensor(value, location);
  return Ref::share(value);
}

} // namespace cortex::rt

using namespace cortex::rt;
using cortex::Fit;
using cortex::OverloadChoice;

extern "C" {

bool cortex_rt_any_is_type(Value value, void *annotation) {
  Fit fit = fitsValue(annotationAt(annotation), value);
  // A 1-D tensor of numbers is as good as the list that it was written as.
  return fit == Fit::Exact || (fit == Fit::Converts && kindOf(value) == CortexKindTensor);
}

Value cortex_rt_any_check_type(Value value, void *annotation, void *what, Loc location) {
  return convertTo(value, static_cast<const char *>(annotation), static_cast<const char *>(what),
                   location)
      .take();
}

Value cortex_rt_any_check_elements(Value value, void *annotation, void *what, Loc location) {
  auto *list = dynCast<ListValue>(value);
  if (!list)
    throwExpected("a list", value, location);
  Items items;
  for (int64_t i = 0; i < list->length; ++i)
    items.push_back(convertTo(list->at(i), static_cast<const char *>(annotation),
                              static_cast<const char *>(what), location));
  return makeList(std::move(items)).take();
}

int64_t cortex_rt_choose_overload(void *name, void *candidates, void *arguments, int64_t count,
                                  Loc location) {
  auto **values = static_cast<Value *>(arguments);
  const auto &known = candidatesAt(candidates);
  std::vector<std::vector<Fit>> fits;
  for (const auto &candidate : known) {
    fits.emplace_back();
    for (size_t i = 0; i < candidate.annotations.size(); ++i)
      fits.back().push_back(fitsValue(candidate.annotations[i], values[i]));
  }
  OverloadChoice choice = cortex::chooseOverload(known, fits);
  if (choice.kind == OverloadChoice::Kind::One)
    return static_cast<int64_t>(choice.first);
  std::string function = "`" + std::string(static_cast<const char *>(name)) + "`";
  throwType(choice.kind == OverloadChoice::Kind::None
                ? "no overload of " + function + " takes " + typesText(values, count)
                : "several overloads of " + function + " fit " + typesText(values, count) +
                      " equally well",
            location);
}
}
