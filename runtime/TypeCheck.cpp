// Part of Cortex, under the MIT licence.
// Owns the run-time check of type annotations, read from their text: `int | list[float]`,
// `tensor[float64]`.
#include "Tensor.h"
#include "Text.h"

namespace cortex::rt {
namespace {

/// Walks over an annotation's text and a value at once; each step answers whether the value fits.
class Annotation {
public:
  explicit Annotation(std::string_view annotation) : text(annotation) {}

  /// Unions, and function types, which fit any function.
  bool unionFits(Value value) {
    bool fits = false;
    do {
      bool one = arrowFits(value);
      fits = fits || one;
    } while (accept('|'));
    return fits;
  }

private:
  std::string_view text;
  size_t at = 0;

  void skipSpace() {
    while (at < text.size() && text[at] == ' ')
      ++at;
  }

  bool accept(char wanted) {
    skipSpace();
    if (at >= text.size() || text[at] != wanted)
      return false;
    ++at;
    return true;
  }

  bool arrowFits(Value value) {
    bool fits = oneFits(value);
    skipSpace();
    if (text.substr(at, 2) != "->")
      return fits;
    at += 2;
    arrowFits(value);
    return kindOf(value) == CortexKindFunction;
  }

  std::string_view word() {
    skipSpace();
    size_t begin = at;
    while (at < text.size() && !std::strchr(" |[],()->", text[at]))
      ++at;
    return text.substr(begin, at - begin);
  }

  /// Passes over one parameter of a type without a value to hold against it.
  void skipParameter() { unionFits(nullptr); }

  bool oneFits(Value value) {
    if (accept('(')) {
      bool fits = unionFits(value);
      while (accept(','))
        skipParameter();
      accept(')');
      return fits;
    }
    std::string_view name = word();
    size_t before = at;
    if (!accept('['))
      return nameFits(name, value);
    bool fits = nameFits(name, value) && parametersFit(name, value);
    at = before + 1;
    skipParameter();
    while (accept(','))
      skipParameter();
    accept(']');
    return fits;
  }

  bool nameFits(std::string_view name, Value value) {
    CortexKind kind = kindOf(value);
    if (name == "any" || name.empty())
      return true;
    if (name == "int")
      return kind == CortexKindInt;
    if (name == "float")
      return kind == CortexKindFloat || kind == CortexKindInt;
    if (name == "tensor" || name == "vector" || name == "matrix")
      return tensorFits(name, value);
    if (name == "list")
      return kind == CortexKindList || kind == CortexKindRange ||
             (kind == CortexKindTensor && static_cast<TensorValue *>(value)->rank == 1);
    if (name == "dataset")
      return kind == CortexKindDataset || kind == CortexKindDict;
    if (name == "function")
      return kind == CortexKindFunction;
    for (const char *known : {"bool", "string", "null", "dict", "tuple", "error"})
      if (name == known)
        return name == typeName(value);
    if (auto *record = dynCast<StructValue>(value))
      return name == record->info->name || isLibraryKind(name);
    // The other names are kinds of the library, which are dicts.
    return kind == CortexKindDict && isLibraryKind(name);
  }

  static bool isLibraryKind(std::string_view name) {
    for (const char *known :
         {"neural_network", "model", "layer", "optimizer", "scheduler", "loader", "config"})
      if (name == known)
        return true;
    return false;
  }

  static bool tensorFits(std::string_view name, Value value) {
    TensorRef tensor = isTensorLike(value) ? tryTensor(value) : TensorRef();
    if (!tensor)
      return false;
    return name == "tensor" || tensor->rank == (name == "vector" ? 1 : 2);
  }

  /// The text up to the next `,` or `]` of this level.
  bool parametersFit(std::string_view name, Value value) {
    if (name == "tensor" || name == "vector" || name == "matrix") {
      auto *tensor = dynCast<TensorValue>(value);
      return !tensor || word() == dtypeName(tensor->dtype);
    }
    size_t start = at;
    DepthGuard guard(nullptr);
    if (auto *list = name == "list" ? dynCast<ListValue>(value) : nullptr) {
      for (int64_t i = 0; i < list->length; ++i)
        if (at = start; !unionFits(list->at(i)))
          return false;
    } else if (auto *tensor = name == "list" ? dynCast<TensorValue>(value) : nullptr) {
      Ref sample = isFloating(tensor->dtype)    ? makeFloat(0)
                   : tensor->dtype == CortexI64 ? makeInt(0)
                                                : makeBool(false);
      return unionFits(sample.get());
    } else if (auto *dict = name == "dict" ? dynCast<DictValue>(value) : nullptr) {
      for (const auto &entry : dict->entries) {
        at = start;
        if (!entry.key)
          continue;
        if (!unionFits(entry.key.get()) || !accept(',') || !unionFits(entry.value.get()))
          return false;
      }
    }
    return true;
  }
};

bool fits(Value value, const char *annotation) { return Annotation(annotation).unionFits(value); }

/// Whether an annotation offers `float` but not `int`, so that an int converts.
bool wantsFloat(std::string_view annotation) {
  bool offersFloat = false;
  size_t begin = 0;
  while (begin <= annotation.size()) {
    size_t end = std::min(annotation.find('|', begin), annotation.size());
    std::string_view part = annotation.substr(begin, end - begin);
    while (!part.empty() && part.front() == ' ')
      part.remove_prefix(1);
    while (!part.empty() && part.back() == ' ')
      part.remove_suffix(1);
    if (part == "int" || part == "any")
      return false;
    offersFloat = offersFloat || part == "float";
    begin = end + 1;
  }
  return offersFloat;
}

bool startsWith(const char *annotation, const char *prefix) {
  return std::strncmp(annotation, prefix, std::strlen(prefix)) == 0;
}

} // namespace
} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

bool cortex_rt_any_is_type(Value value, void *annotation) noexcept {
  try {
    return fits(value, static_cast<const char *>(annotation));
  } catch (...) {
    return false;
  }
}

Value cortex_rt_any_check_type(Value value, void *annotation, void *what, Loc location) {
  const char *wanted = static_cast<const char *>(annotation);
  if (!fits(value, wanted))
    throwType(std::string(static_cast<const char *>(what)) + " is annotated " + wanted +
                  ", found " + describeType(value),
              location);
  if (kindOf(value) == CortexKindInt && wantsFloat(wanted))
    return makeFloat(numberOf(value)).take();
  bool tensor =
      startsWith(wanted, "tensor") || startsWith(wanted, "vector") || startsWith(wanted, "matrix");
  if (tensor && (kindOf(value) == CortexKindList || kindOf(value) == CortexKindRange))
    return asTensor(value, location).take();
  return Ref::share(value).take();
}
}
