// Part of Cortex, under the MIT licence.
// Tests of code generation: processors, vector math, deterministic output.
#include "Target/Codegen.h"
#include "Target/MathLibrary.h"
#include "Target/SplitAggregates.h"

#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

#include <catch2/catch.hpp>

using namespace cortex;

namespace {

constexpr const char *TanhLoop = R"(
declare float @llvm.tanh.f32(float)
declare ptr @cortex_rt_alloc(i64, i64)
declare void @cortex_rt_free(ptr)
define void @cortex_main(ptr %p, i64 %n) {
entry:
  br label %loop
loop:
  %i = phi i64 [0, %entry], [%next, %loop]
  %a = getelementptr float, ptr %p, i64 %i
  %x = load float, ptr %a
  %y = call float @llvm.tanh.f32(float %x)
  store float %y, ptr %a
  %next = add nuw i64 %i, 1
  %more = icmp ult i64 %next, %n
  br i1 %more, label %loop, label %exit
exit:
  ret void
}
)";

std::string compile(const CodegenOptions &options, CodeKind kind) {
  llvm::LLVMContext context;
  llvm::SMDiagnostic problem;
  std::unique_ptr<llvm::Module> module = llvm::parseAssemblyString(TanhLoop, problem, context);
  REQUIRE(module);
  auto machine = createTargetMachine(options);
  REQUIRE(bool(machine));
  prepareModule(*module, **machine);
  optimizeModule(*module, **machine, options);
  llvm::SmallVector<char, 0> code;
  llvm::raw_svector_ostream out(code);
  REQUIRE_FALSE(bool(emitCode(*module, **machine, options, kind, out)));
  return {code.data(), code.size()};
}

bool contains(const std::string &text, const char *part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("loops over functions of libm use the vector forms that the processor has") {
  CHECK(contains(compile({2, "x86-64-v3", false}, CodeKind::Assembly), "_ZGVdN8v_tanhf_avx2"));
  CHECK(contains(compile({2, "x86-64-v2", false}, CodeKind::Assembly), "_ZGVbN4v_tanhf_sse4"));
  CHECK_FALSE(contains(compile({2, "x86-64", false}, CodeKind::Assembly), "_ZGV"));
  CHECK_FALSE(contains(compile({1, "x86-64-v3", false}, CodeKind::Assembly), "_ZGV"));
}

TEST_CASE("the same module gives the same object at every level") {
  for (unsigned level = 0; level <= 3; ++level) {
    CodegenOptions options{level, "x86-64-v3", false};
    CHECK(compile(options, CodeKind::Object) == compile(options, CodeKind::Object));
  }
}

TEST_CASE("unknown processors are refused") {
  CHECK(isKnownCpu("native"));
  CHECK(isKnownCpu("znver3"));
  CHECK_FALSE(isKnownCpu("cortex-a72"));
  auto machine = createTargetMachine({2, "no-such-cpu", false});
  REQUIRE_FALSE(bool(machine));
  CHECK(llvm::toString(machine.takeError()) == "unknown processor `no-such-cpu`");
}

TEST_CASE("frames unwind and what the runtime allocates aliases nothing") {
  llvm::LLVMContext context;
  llvm::SMDiagnostic problem;
  std::unique_ptr<llvm::Module> module = llvm::parseAssemblyString(TanhLoop, problem, context);
  auto machine = createTargetMachine({});
  REQUIRE(bool(machine));
  prepareModule(*module, **machine);
  CHECK(module->getFunction("cortex_main")->getUWTableKind() == llvm::UWTableKind::Async);
  llvm::Function *alloc = module->getFunction("cortex_rt_alloc");
  CHECK(alloc->returnDoesNotAlias());
  CHECK_FALSE(alloc->doesNotThrow());
  CHECK(module->getFunction("cortex_rt_free")->doesNotThrow());
}

TEST_CASE("a module tells the numeric library of the functions that it calls") {
  auto libraryFor = [](const std::string &calls) {
    llvm::LLVMContext context;
    llvm::SMDiagnostic problem;
    std::string text = "declare void @cortex_rt_gemm_f32()\ndeclare void @cortex_rt_lib_svd()\n"
                       "declare void @cortex_rt_lib_sort()\ndefine void @cortex_main() {\n" +
                       calls + "ret void\n}\n";
    auto module = llvm::parseAssemblyString(text, problem, context);
    REQUIRE(module);
    return mathLibraryFor(*module);
  };
  std::string sort = "call void @cortex_rt_lib_sort()\n";
  std::string gemm = "call void @cortex_rt_gemm_f32()\n", svd = "call void @cortex_rt_lib_svd()\n";
  CHECK(libraryFor(sort) == MathLibrary::None);
  CHECK(libraryFor(sort + gemm) == MathLibrary::Blas);
  CHECK(libraryFor(svd + gemm) == MathLibrary::Lapack);
}

TEST_CASE("structs that a loop carries or a select chooses become their parts") {
  llvm::LLVMContext context;
  llvm::SMDiagnostic problem;
  std::unique_ptr<llvm::Module> module = llvm::parseAssemblyString(R"(
declare { ptr, [2 x i64] } @make()
declare { ptr, [2 x i64] } @may_throw()
declare i32 @personality(...)
define ptr @loop({ ptr, [2 x i64] } %first, i64 %n, i1 %c) {
entry:
  br label %head
head:
  %buffer = phi { ptr, [2 x i64] } [%first, %entry], [%next, %head]
  %i = phi i64 [0, %entry], [%j, %head]
  %made = call { ptr, [2 x i64] } @make()
  %next = select i1 %c, { ptr, [2 x i64] } %made, { ptr, [2 x i64] } %buffer
  %j = add i64 %i, 1
  %more = icmp ult i64 %j, %n
  br i1 %more, label %head, label %exit
exit:
  %p = extractvalue { ptr, [2 x i64] } %next, 0
  ret ptr %p
}
define { ptr, [2 x i64] } @edges({ ptr, [2 x i64] } %a, { ptr, [2 x i64] } %b, i32 %which)
    personality ptr @personality {
entry:
  switch i32 %which, label %other [i32 0, label %join
                                   i32 1, label %join]
other:
  %made = invoke { ptr, [2 x i64] } @may_throw() to label %join unwind label %failed
join:
  %kept = phi { ptr, [2 x i64] } [%a, %entry], [%a, %entry], [%made, %other]
  ret { ptr, [2 x i64] } %kept
failed:
  %pad = landingpad { ptr, i32 } cleanup
  ret { ptr, [2 x i64] } %b
}
)",
                                                                   problem, context);
  REQUIRE(module);
  llvm::FunctionAnalysisManager analyses;
  for (const char *name : {"loop", "edges"})
    SplitAggregatesPass().run(*module->getFunction(name), analyses);
  CHECK_FALSE(llvm::verifyModule(*module, &llvm::errs()));
  std::string text;
  llvm::raw_string_ostream(text) << *module->getFunction("loop");
  CHECK_FALSE(contains(text, "phi {"));
  CHECK_FALSE(contains(text, "select i1 %c, {"));
  CHECK(contains(text, "phi ptr"));
  CHECK(contains(text, "select i1 %c, i64"));
  // What an invoke gives cannot be read before its edge.
  text.clear();
  llvm::raw_string_ostream(text) << *module->getFunction("edges");
  CHECK(contains(text, "phi {"));
}
