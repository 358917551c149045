// Part of Cortex, under the MIT licence.
// Tells LLVM's vectoriser about libmvec.
//
// The table names the implementations (`_ZGVdN8v_expf_avx2`), not the public functions
// (`_ZGVdN8v_expf`), which LLVM's own table names. Those choose by processor when the program
// starts, through an internal symbol of glibc that a program with a shared libc cannot link
// against. Here the processor is known, so there is nothing to choose, and libmvec can be linked
// statically. glibc has not renamed them since it got them.
#include "Target/VectorMath.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/Target/TargetMachine.h"

#include <list>
#include <string>
#include <vector>

using namespace llvm;

namespace cortex {
namespace {

/// One way of vectorising in libmvec's naming scheme.
struct VectorForm {
  StringRef isa;
  unsigned lanes;
  bool isFloat;
  StringRef suffix;
  StringRef features; ///< what the machine must have
};

/// On machines that prefer 256 bits LLVM would split vectors of 512.
constexpr StringLiteral wide = "+avx512f,+avx512vl,+avx512dq,+avx512bw,-prefer-256-bit";

const VectorForm Forms[] = {
    {"e", 16, true, "_skx", wide},         {"e", 8, false, "_skx", wide},
    {"b", 4, true, "_sse4", "+sse4.1"},    {"b", 2, false, "_sse4", "+sse4.1"},
    {"d", 8, true, "_avx2", "+avx2,+fma"}, {"d", 4, false, "_avx2", "+avx2,+fma"}};

/// The descriptions of one form. They point into strings that live as long as the table.
class VectorTable {
public:
  explicit VectorTable(const VectorForm &form) : form(form) {
#define VECTOR_MATH(function, intrinsic, parameters) add(function, intrinsic, parameters);
#include "Target/VectorMath.def"
  }

  VectorTable(const VectorTable &) = delete;
  VectorTable &operator=(const VectorTable &) = delete;

  ArrayRef<VecDesc> get() const { return table; }

private:
  StringRef keep(std::string text) { return strings.emplace_back(std::move(text)); }

  void add(StringRef function, StringRef intrinsic, StringRef parameters) {
    std::string scalar = function.str() + (form.isFloat ? "f" : "");
    std::string shape = "N" + std::to_string(form.lanes) + parameters.str();
    StringRef vector = keep("_ZGV" + form.isa.str() + shape + "_" + scalar + form.suffix.str());
    StringRef prefix = keep("_ZGV_LLVM_" + shape);
    auto describe = [&](std::string name) {
      table.emplace_back(keep(std::move(name)), vector, ElementCount::getFixed(form.lanes),
                         /*Masked=*/false, prefix, std::nullopt);
    };
    describe(scalar);
    if (!intrinsic.empty())
      describe(intrinsic.str() + (form.isFloat ? ".f32" : ".f64"));
  }

  VectorForm form;
  std::list<std::string> strings;
  std::vector<VecDesc> table;
};

} // namespace

TargetLibraryInfoImpl createLibraryInfo(const TargetMachine &machine) {
  const Triple &triple = machine.getTargetTriple();
  TargetLibraryInfoImpl info(triple, VectorLibrary::NoLibrary);
  if (!triple.isOSLinux() || triple.getArch() != Triple::x86_64)
    return info;
  static const std::vector<VectorTable> tables(std::begin(Forms), std::end(Forms));
  for (auto [form, table] : zip_equal(Forms, tables))
    if (machine.getMCSubtargetInfo()->checkFeatures(form.features.str()))
      info.addVectorizableFunctions(table.get());
  return info;
}

} // namespace cortex
