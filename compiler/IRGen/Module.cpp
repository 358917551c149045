// Part of Cortex, under the MIT licence.
// Owns the module: symbols, globals, the list of functions that are still to be translated.
#include "IRGen/Generator.h"

#include "Dialect/Inference.h"
#include "Dialect/LibraryProtocol.h"
#include "mlir/IR/Verifier.h"

namespace cortex {

ModuleGenerator::ModuleGenerator(mlir::MLIRContext &context, const Library &library,
                                 const SourceManager &sources, DiagnosticEngine &diagnostics)
    : ctx(&context), library(library), sources(sources), diagnostics(diagnostics),
      builder(&context), floatType(mlir::Float32Type::get(&context)) {
  for (llvm::StringRef name : protocol::IterationFunctions)
    symbols.insert(name);
  symbols.insert(protocol::ForwardPass);
  symbols.insert(protocol::StackedProduct);
  symbols.insert(protocol::Loader);
  symbols.insert(mainSymbol);
}

mlir::OwningOpRef<mlir::ModuleOp> ModuleGenerator::run(const ProgramTree &trees,
                                                       const IRGenOptions &options) {
  const Module &program = *trees.main;
  module = mlir::ModuleOp::create(mlir::UnknownLoc::get(ctx));
  if (options.defaultFloat64)
    floatType = mlir::Float64Type::get(ctx);
  Items items = itemsOf(program.statements);
  if (readDefaultFloat(program))
    items.erase(items.begin());
  (*module)->setAttr(defaultFloatAttr, mlir::TypeAttr::get(floatType));
  for (const ProgramTree::Imported &imported : trees.modules)
    addImported(imported);
  generateMain(program, items);
  requireAll(program);
  for (const ProgramTree::Imported &imported : trees.modules)
    requireAll(*imported.tree);
  do {
    while (!work.empty()) {
      const Lifted *next = work.front();
      work.pop_front();
      generateFunction(*next);
    }
    requireProtocol();
  } while (!work.empty());
  if (diagnostics.hasErrors())
    (*module)->setAttr(incompleteAttr, builder.getUnitAttr());
  else if (mlir::failed(mlir::verify(*module))) {
    diagnostics.report(DiagKind::InternalError, {}).arg("the translation made invalid code");
    return nullptr;
  }
  return std::move(module);
}

/// What nobody calls is checked all the same.
void ModuleGenerator::requireAll(const Module &program) {
  for (const StmtPtr &statement : program.statements)
    if (auto *function = llvm::dyn_cast<FuncStmt>(statement.get()))
      require(*function);
}

/// A module is a function of its top-level statements, which its first import calls.
void ModuleGenerator::addImported(const ProgramTree::Imported &imported) {
  const std::string &name = imported.interface->name;
  moduleNames[imported.tree->file] = name;
  ImportedUnit &unit = units[imported.interface];
  unit.function = uniqueSymbol(name + "$top");
  unit.flag = addGlobal(name + "$imported", {});
  Location loc = location(SourceRange(imported.tree->file, 0, 0));
  mlir::OpBuilder::InsertionGuard guard(builder);
  mlir::func::FuncOp function = createFunction(unit.function, name, {}, 0, loc);
  FunctionGenerator generator(*this, &function.getBody().front(), false);
  Value result = generator.emitBody(imported.tree->statements, loc);
  mlir::func::ReturnOp::create(generator.opBuilder(), loc, result);
}

/// A new global; its symbol.
std::string ModuleGenerator::addGlobal(llvm::StringRef name, SourceRange range) {
  std::string symbol = uniqueSymbol(name);
  mlir::OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(module->getBody());
  mlir::OperationState state(location(range), GlobalOp::getOperationName());
  state.addAttribute("sym_name", builder.getStringAttr(symbol));
  builder.create(state);
  return symbol;
}

bool ModuleGenerator::readDefaultFloat(const Module &program) {
  if (program.statements.empty())
    return false;
  auto *statement = llvm::dyn_cast<ExprStmt>(program.statements.front().get());
  auto *call = statement ? llvm::dyn_cast<BracketExpr>(statement->value.get()) : nullptr;
  auto *name = call ? llvm::dyn_cast<NameExpr>(call->callee.get()) : nullptr;
  if (!name || name->name != "dtype" || !name->declaration ||
      name->declaration->kind != DeclarationKind::Library)
    return false;
  auto *value = call->arguments.size() == 1
                    ? llvm::dyn_cast_or_null<StringLiteralExpr>(call->arguments[0].value.get())
                    : nullptr;
  if (value && value->value == "float64")
    floatType = mlir::Float64Type::get(ctx);
  else if (value && value->value == "float32")
    floatType = mlir::Float32Type::get(ctx);
  else
    error(DiagKind::InvalidArgument, call->range())
        .arg("dtype")
        .arg("the default type is \"float32\" or \"float64\"");
  return true;
}

void ModuleGenerator::requireProtocol() {
  if (!hasLoops || hasProtocol)
    return;
  hasProtocol = true;
  for (llvm::StringRef name : protocol::IterationFunctions)
    for (FuncStmt *function : library.functions(name))
      require(*function);
}

Location ModuleGenerator::location(SourceRange range) {
  if (!range.isValid())
    return mlir::UnknownLoc::get(ctx);
  const SourceFile &file = sources.file(range.file);
  mlir::StringAttr &name = fileNames[range.file];
  if (!name)
    name = mlir::StringAttr::get(ctx, file.path());
  LineColumn begin = file.lineColumn(range.begin);
  LineColumn end = file.lineColumn(range.end);
  return mlir::FileLineColRange::get(name, begin.line, begin.column, end.line, end.column);
}

SourceRange ModuleGenerator::rangeOf(Location loc) const {
  auto place = llvm::dyn_cast<mlir::FileLineColRange>(loc);
  if (!place)
    return {};
  return sources.rangeOf(place.getFilename(), {place.getStartLine(), place.getStartColumn()},
                         {place.getEndLine(), place.getEndColumn()});
}

DiagnosticBuilder ModuleGenerator::error(DiagKind kind, SourceRange range) {
  return diagnostics.report(kind, range);
}

void ModuleGenerator::unsupported(SourceRange range, const llvm::Twine &what) {
  error(DiagKind::UnsupportedYet, range).arg(what);
}

/// A name with that of the module that its text stands in, if it is an imported one.
std::string ModuleGenerator::qualified(llvm::StringRef name, SourceRange range) const {
  auto found = moduleNames.find(range.file);
  return found == moduleNames.end() ? name.str() : found->second + "." + name.str();
}

std::string ModuleGenerator::uniqueSymbol(llvm::StringRef wanted) {
  if (symbols.insert(wanted).second)
    return wanted.str();
  for (unsigned &number = lastNumber[wanted];;) {
    std::string name = (wanted + "$" + llvm::Twine(++number)).str();
    if (symbols.insert(name).second)
      return name;
  }
}

llvm::StringRef ModuleGenerator::global(const Declaration &variable) {
  std::string &symbol = globals[&variable];
  if (symbol.empty())
    symbol = addGlobal(qualified(variable.name, variable.range), variable.range);
  return symbol;
}

bool ModuleGenerator::isCell(const Declaration &variable) const {
  if (variable.isGlobalUsedInFunction)
    return false;
  return earlyCells.contains(&variable) ||
         (variable.isCapturedByClosure && (variable.isReassigned || variable.isElementAssigned));
}

void ModuleGenerator::collectCaptures(const Callable &callable,
                                      llvm::SetVector<const Declaration *> &captures,
                                      llvm::SmallPtrSetImpl<const Callable *> &seen) {
  if (!seen.insert(&callable).second)
    return;
  for (const Declaration *captured : callable.captures) {
    if (captured->isVariable() && !captured->isGlobalUsedInFunction)
      captures.insert(captured);
    // A nested function that is called takes its own captures from the caller.
    for (const FuncStmt *function : captured->overloads)
      collectCaptures(function->callable, captures, seen);
  }
}

Lifted &ModuleGenerator::add(const Callable &callable, llvm::StringRef name, SourceRange range) {
  auto entry = std::make_unique<Lifted>();
  entry->isLibrary = library.owns(range);
  entry->callable = &callable;
  entry->display = name.str();
  bool isReserved =
      entry->isLibrary && (name == protocol::ForwardPass || name == protocol::StackedProduct ||
                           llvm::is_contained(protocol::IterationFunctions, name));
  entry->symbol = isReserved ? name.str() : uniqueSymbol(qualified(name, range));
  llvm::SetVector<const Declaration *> captures;
  llvm::SmallPtrSet<const Callable *, 8> seen;
  collectCaptures(callable, captures, seen);
  for (const Declaration *captured : captures)
    if (captured->owner != &callable)
      entry->captures.push_back(captured);
  work.push_back(entry.get());
  return *(lifted[&callable] = std::move(entry));
}

const Lifted &ModuleGenerator::require(const FuncStmt &function) {
  auto found = lifted.find(&function.callable);
  if (found != lifted.end())
    return *found->second;
  Lifted &entry = add(function.callable, function.name.text, function.range());
  entry.function = &function;
  // Whatever makes a model must be able to run it.
  if (entry.isLibrary &&
      (entry.display == "initialize_model" || entry.display == "load_checkpoint"))
    requireProtocol(protocol::ForwardPass);
  return entry;
}

void ModuleGenerator::requireProtocol(llvm::StringRef name) {
  for (FuncStmt *function : library.functions(name))
    require(*function);
}

const Lifted &ModuleGenerator::require(const LambdaExpr &lambda) {
  auto found = lifted.find(&lambda.callable);
  if (found != lifted.end())
    return *found->second;
  Lifted &entry = add(lambda.callable, "lambda", lambda.range());
  entry.lambda = &lambda;
  return entry;
}

const Lifted *ModuleGenerator::requireLibrary(llvm::StringRef name, SourceRange range) {
  llvm::ArrayRef<FuncStmt *> functions = library.functions(name);
  if (functions.size() == 1)
    return &require(*functions.front());
  unsupported(range, "the library function `" + name + "`");
  return nullptr;
}

std::string ModuleGenerator::defaultSymbol(const Lifted &lifted, unsigned parameter) {
  return (lifted.symbol + "$default$" + llvm::Twine(parameter)).str();
}

mlir::OwningOpRef<mlir::ModuleOp> generateIR(mlir::MLIRContext &context, const ProgramTree &program,
                                             const Library &library, const SourceManager &sources,
                                             DiagnosticEngine &diagnostics,
                                             const IRGenOptions &options) {
  context.loadDialect<CortexDialect, mlir::func::FuncDialect>();
  return ModuleGenerator(context, library, sources, diagnostics).run(program, options);
}

} // namespace cortex
