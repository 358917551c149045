// Part of Cortex, under the MIT licence.
// Declares short ways to make values and to look at them in the run-time library's tests.
#ifndef CORTEX_TEST_UNIT_RUNTIMETESTING_H
#define CORTEX_TEST_UNIT_RUNTIMETESTING_H

#include "Errors.h"
#include "Tensor.h"
#include "Text.h"
#include "cortex/runtime.h"
#include <catch2/catch.hpp>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <vector>

namespace cortex::test {

namespace rt = cortex::rt;

using rt::Ref;
using rt::Value;

inline const CortexLocation here{"test.ctx", 3, 5, "main", "let a := b", nullptr};

inline Ref own(Value value) { return Ref::adopt(value); }
inline Ref num(int value) { return rt::makeInt(value); }
inline Ref num(int64_t value) { return rt::makeInt(value); }
inline Ref num(double value) { return rt::makeFloat(value); }
inline Ref str(const char *text) { return rt::makeString(text); }
inline Ref boolean(bool value) { return rt::makeBool(value); }
inline std::string text(const Ref &ref) { return rt::textOf(ref.get()); }

inline Ref list(std::initializer_list<Ref> items) { return rt::makeList(std::vector<Ref>(items)); }
inline Ref dict(std::initializer_list<std::pair<const char *, Ref>> entries) {
  auto *dict = new rt::DictValue;
  for (const auto &[key, value] : entries)
    dict->set(str(key).get(), value);
  return Ref::adopt(dict);
}

template <typename T> Ref tensor(std::vector<int64_t> shape, std::vector<T> elements) {
  rt::TensorRef result = rt::makeTensor(rt::dtypeFor<T>(), shape);
  std::copy(elements.begin(), elements.end(), result->template as<T>());
  return result;
}
inline Ref floats(std::vector<int64_t> shape, std::vector<float> elements) {
  return tensor<float>(shape, elements);
}
inline Ref ints(std::vector<int64_t> shape, std::vector<int64_t> elements) {
  return tensor<int64_t>(shape, elements);
}

inline Ref slice(Ref start, Ref stop, Ref step = {}) {
  return own(cortex_rt_slice_new(start.get(), stop.get(), step.get()));
}
inline Ref index(const Ref &value, std::initializer_list<Ref> subscripts) {
  std::vector<Value> plain;
  for (const Ref &each : subscripts)
    plain.push_back(each.get());
  return own(cortex_rt_any_index_get(value.get(), plain.data(), static_cast<int64_t>(plain.size()),
                                     &here));
}
inline Ref store(const Ref &target, std::initializer_list<Ref> subscripts, const Ref &value) {
  std::vector<Value> plain;
  for (const Ref &each : subscripts)
    plain.push_back(each.get());
  return own(cortex_rt_any_index_set(target.get(), plain.data(), static_cast<int64_t>(plain.size()),
                                     value.get(), &here));
}
inline Ref apply(CortexBinaryKind kind, const Ref &a, const Ref &b) {
  return own(cortex_rt_any_binary(kind, a.get(), b.get(), &here));
}
inline Ref reduced(CortexReduceKind kind, const Ref &x, Ref axis = {}, bool keep = false) {
  return own(cortex_rt_any_reduce(kind, x.get(), axis.get(), keep, &here));
}

/// The error that a call throws, as `kind: message`, or "" if it throws none.
template <typename Fn> std::string failure(Fn fn) {
  try {
    fn();
    return "";
  } catch (const rt::CortexError &error) {
    return std::string(rt::errorKindName(error.data.kind)) + ": " + error.data.message;
  }
}

/// A folder of its own for a test's files, removed at the end.
struct TemporaryFolder {
  std::filesystem::path path;
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "cortexXXXXXX").string();
    path = mkdtemp(pattern.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
  std::string file(const std::string &name) const { return (path / name).string(); }
};

} // namespace cortex::test

#endif
