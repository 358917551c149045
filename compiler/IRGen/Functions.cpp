// Part of Cortex, under the MIT licence.
// Owns the translation of whole functions, of their defaults, and of builtins used as values.
#include "IRGen/Generator.h"

namespace cortex {

mlir::func::FuncOp ModuleGenerator::createFunction(llvm::StringRef symbol, llvm::StringRef display,
                                                   llvm::ArrayRef<llvm::StringRef> parameters,
                                                   unsigned captures, Location loc) {
  builder.setInsertionPointToEnd(module->getBody());
  mlir::Type any = AnyType::get(ctx);
  llvm::SmallVector<mlir::Type> inputs(captures + parameters.size(), any);
  auto function =
      mlir::func::FuncOp::create(builder, loc, symbol, mlir::FunctionType::get(ctx, inputs, {any}));
  function.setPrivate();
  function->setAttr("cortex.name", builder.getStringAttr(display));
  function->setAttr("cortex.params", builder.getStrArrayAttr(parameters));
  function->setAttr("cortex.captures", builder.getI64IntegerAttr(captures));
  function.addEntryBlock();
  return function;
}

void ModuleGenerator::generateMain(const Module &program, llvm::ArrayRef<Item> items) {
  builder.setInsertionPointToEnd(module->getBody());
  SourceRange whole;
  for (const StmtPtr &statement : program.statements)
    whole = whole.to(statement->range());
  Location loc = location(whole);
  auto function =
      mlir::func::FuncOp::create(builder, loc, mainSymbol, mlir::FunctionType::get(ctx, {}, {}));
  FunctionGenerator generator(*this, function.addEntryBlock(), true);
  generator.emitProgram(items);
  mlir::func::ReturnOp::create(generator.opBuilder(), loc);
}

void ModuleGenerator::generateFunction(const Lifted &lifted) {
  const Callable &callable = *lifted.callable;
  llvm::SmallVector<llvm::StringRef, 4> names;
  for (const Parameter &parameter : callable.parameters)
    names.push_back(parameter.name.text);
  Location loc = location(lifted.function ? lifted.function->range() : lifted.lambda->range());
  mlir::func::FuncOp function =
      createFunction(lifted.symbol, lifted.display, names, lifted.captures.size(), loc);
  if (lifted.isLibrary)
    function->setAttr(libraryFunctionAttr, builder.getUnitAttr());
  else if (lifted.function && lifted.captures.empty())
    function->setAttr(userFunctionAttr, builder.getUnitAttr());
  if (!callable.parameters.empty() && callable.parameters.back().isVariadic)
    function->setAttr("cortex.variadic", builder.getUnitAttr());
  FunctionGenerator generator(*this, &function.getBody().front(), false);
  generator.bindParameters(lifted, function.getArguments());
  if (lifted.function)
    generator.setResultType(lifted.function->resultType.get(), lifted.display);
  Value result;
  if (lifted.lambda && lifted.lambda->value) {
    result = generator.emitExpr(*lifted.lambda->value);
    result = generator.asAny(result, location(lifted.lambda->value->range()));
  } else {
    const Block &body = lifted.function ? lifted.function->body : lifted.lambda->body;
    result = generator.emitBody(body.statements, loc);
  }
  mlir::func::ReturnOp::create(generator.opBuilder(), loc, result);
  generateDefaults(lifted);
}

/// Each default is a function of the captures and of the parameters before its own.
void ModuleGenerator::generateDefaults(const Lifted &lifted) {
  llvm::SmallVector<llvm::StringRef, 4> before;
  for (auto [number, parameter] : llvm::enumerate(lifted.callable->parameters)) {
    if (parameter.defaultValue) {
      Location loc = location(parameter.defaultValue->range());
      std::string symbol = defaultSymbol(lifted, number);
      mlir::func::FuncOp function =
          createFunction(symbol, lifted.display, before, lifted.captures.size(), loc);
      if (lifted.isLibrary)
        function->setAttr(libraryFunctionAttr, builder.getUnitAttr());
      FunctionGenerator generator(*this, &function.getBody().front(), false);
      generator.bindParameters(lifted, function.getArguments());
      Value value = generator.asAny(generator.emitExpr(*parameter.defaultValue), loc);
      mlir::func::ReturnOp::create(generator.opBuilder(), loc, value);
    }
    before.push_back(parameter.name.text);
  }
}

std::string ModuleGenerator::requireWrapper(const Builtin &row, SourceRange range) {
  std::string symbol = (row.surface + "$value").str();
  if (!symbols.insert(symbol).second)
    return symbol;
  mlir::OpBuilder::InsertionGuard guard(builder);
  Location loc = location(range);
  llvm::SmallVector<llvm::StringRef, 4> names;
  for (const BuiltinParameter &parameter : row.parameters)
    if (parameter.defaultText.empty())
      names.push_back(parameter.name);
  mlir::func::FuncOp function = createFunction(symbol, row.surface, names, 0, loc);
  function->setAttr(libraryFunctionAttr, builder.getUnitAttr());
  FunctionGenerator generator(*this, &function.getBody().front(), false);
  llvm::SmallVector<Value, 4> operands(function.getArguments());
  Value value = generator.asAny(generator.emitBuiltin(row, operands, loc), loc);
  mlir::func::ReturnOp::create(generator.opBuilder(), loc, value);
  return symbol;
}

std::string ModuleGenerator::requireDispatcher(llvm::ArrayRef<FuncStmt *> overloads,
                                               llvm::SetVector<const Declaration *> &captures,
                                               SourceRange range) {
  for (const FuncStmt *function : overloads)
    captures.insert_range(require(*function).captures);
  std::string symbol = require(*overloads.front()).symbol + "$any";
  if (!symbols.insert(symbol).second)
    return symbol;
  mlir::OpBuilder::InsertionGuard guard(builder);
  llvm::StringRef name = overloads.front()->name.text;
  Location loc = location(range);
  mlir::func::FuncOp function = createFunction(symbol, name, {"arguments"}, captures.size(), loc);
  function->setAttr("cortex.variadic", builder.getUnitAttr());
  FunctionGenerator generator(*this, &function.getBody().front(), false);
  for (auto [captured, value] : llvm::zip(captures, function.getArguments()))
    generator.bindCapture(*captured, value);
  Value arguments = function.getArgument(captures.size());
  Value value = generator.emitDispatch(overloads, arguments, range);
  mlir::func::ReturnOp::create(generator.opBuilder(), loc, generator.asAny(value, loc));
  return symbol;
}

std::string ModuleGenerator::requireConstructor(const StructStmt &structure) {
  std::string symbol = (structName(structure) + "$new").str();
  if (!symbols.insert(symbol).second)
    return symbol;
  mlir::OpBuilder::InsertionGuard guard(builder);
  Location loc = location(structure.name.range);
  llvm::SmallVector<llvm::StringRef, 8> names;
  for (const StructStmt::Field &field : structure.fields)
    names.push_back(field.name.text);
  mlir::func::FuncOp function = createFunction(symbol, structure.name.text, names, 0, loc);
  FunctionGenerator generator(*this, &function.getBody().front(), false);
  llvm::SmallVector<CallArgument, 8> arguments;
  for (auto [field, value] : llvm::zip_equal(structure.fields, function.getArguments()))
    arguments.push_back({{}, field.name.range, value, nullptr, false});
  Value made = generator.construct(structure, arguments, structure.name.range);
  mlir::func::ReturnOp::create(generator.opBuilder(), loc, made);
  return symbol;
}

std::string ModuleGenerator::requireGradient(const Lifted &lifted, unsigned number,
                                             SourceRange range) {
  std::string symbol = (lifted.symbol + "$gradient$" + llvm::Twine(number)).str();
  if (!symbols.insert(symbol).second)
    return symbol;
  mlir::OpBuilder::InsertionGuard guard(builder);
  Location loc = location(range);
  llvm::SmallVector<llvm::StringRef, 4> names;
  for (const Parameter &parameter : lifted.callable->parameters)
    names.push_back(parameter.name.text);
  unsigned captures = lifted.captures.size();
  mlir::func::FuncOp function = createFunction(symbol, lifted.display, names, captures, loc);
  if (!names.empty() && lifted.callable->parameters.back().isVariadic)
    function->setAttr("cortex.variadic", builder.getUnitAttr());
  mlir::OpBuilder body = mlir::OpBuilder::atBlockEnd(&function.getBody().front());
  mlir::Type any = AnyType::get(ctx);
  llvm::SmallVector<Value, 4> arguments(function.getArguments());
  // What the function captures may depend on the argument, too: that is no part of its gradient.
  Value &point = arguments[captures + number];
  point = VariableOp::create(body, loc, any, point, Value());
  auto call = mlir::func::CallOp::create(body, loc, lifted.symbol, mlir::TypeRange(any), arguments);
  auto gradient = GradientOp::create(body, loc, mlir::TypeRange(any), call.getResult(0),
                                     mlir::ValueRange(point), /*rows=*/nullptr);
  mlir::func::ReturnOp::create(body, loc, gradient.getResults());
  return symbol;
}

FunctionGenerator::FunctionGenerator(ModuleGenerator &module, mlir::Block *entry, bool isMain)
    : module(module), builder(mlir::OpBuilder::atBlockEnd(entry)), isMain(isMain) {}

/// Captures come first. A default knows only the parameters before its own.
void FunctionGenerator::bindParameters(const Lifted &lifted, mlir::ValueRange values) {
  for (auto [captured, value] : llvm::zip(lifted.captures, values))
    bindCapture(*captured, value);
  values = values.drop_front(lifted.captures.size());
  for (auto [parameter, given] : llvm::zip(lifted.callable->parameters, values)) {
    Location loc = at(parameter.range);
    Value value = given;
    if (parameter.type) {
      llvm::SmallVector<mlir::NamedAttribute, 2> flags{
          builder.getNamedAttr("given", builder.getUnitAttr())};
      if (parameter.isVariadic)
        flags.push_back(builder.getNamedAttr("elements", builder.getUnitAttr()));
      value = checked(value, module.typeText(parameter.type.get()),
                      "argument `" + parameter.name.text + "` of `" + lifted.display + "`", loc,
                      parameter.range, flags);
    }
    if (parameter.name.declaration)
      declareVariable(*parameter.name.declaration, value, loc);
  }
}

void FunctionGenerator::setResultType(const TypeExpr *type, llvm::StringRef function) {
  resultType = type;
  functionName = function;
}

void FunctionGenerator::bindCapture(const Declaration &declaration, Value value) {
  bindings[&declaration] = {value, module.isCell(declaration)};
}

void FunctionGenerator::emitProgram(llvm::ArrayRef<Item> items) {
  // No module has run yet.
  Location loc = builder.getUnknownLoc();
  for (const auto &[interface, unit] : module.importedUnits())
    create("global_set", {constant(false, loc)}, {}, loc,
           {builder.getNamedAttr("global",
                                 mlir::FlatSymbolRefAttr::get(module.context(), unit.flag))});
  emitItems(items, true);
}

Value FunctionGenerator::emitBody(const StmtList &body, Location end) {
  Items items = itemsOf(body);
  Exits exits = exitsOf.of(items);
  bool isStraight = llvm::none_of(items, [&](const Item &item) {
    return !llvm::isa<ReturnStmt>(item.stmt) && exitsOf.of(item).returns;
  });
  if (!isStraight) {
    Value initial = exits.falls ? asAny(null(end), end) : emitOp("undefined", {}, end);
    bindings[&result] = {initial, false};
  }
  emitItems(items, true);
  Value value = bindings.lookup(&result).value;
  if (!value)
    value = isDead ? emitOp("undefined", {}, end) : asAny(null(end), end);
  // Whoever comes to the end without a `return` has null as the result.
  if (exits.falls && !isDead)
    value = checked(value, resultType, "the result of `" + functionName + "`", end);
  return value;
}

mlir::Operation *FunctionGenerator::create(llvm::StringRef mnemonic, llvm::ArrayRef<Value> operands,
                                           mlir::TypeRange types, Location loc,
                                           llvm::ArrayRef<mlir::NamedAttribute> attributes) {
  mlir::OperationState state(loc, ("cortex." + mnemonic).str());
  bool isElementwise = state.name.hasTrait<mlir::OpTrait::Elementwise>();
  for (Value operand : operands) {
    // Element-wise ops must not mix a tensor operand with a boxed result.
    bool mustBox = isElementwise && llvm::isa<mlir::RankedTensorType>(operand.getType());
    state.addOperands(mustBox ? asAny(operand, loc) : operand);
  }
  state.addTypes(types);
  state.addAttributes(attributes);
  return builder.create(state);
}

Value FunctionGenerator::emitTyped(llvm::StringRef mnemonic, llvm::ArrayRef<Value> operands,
                                   mlir::Type type, Location loc,
                                   llvm::ArrayRef<mlir::NamedAttribute> attributes) {
  return create(mnemonic, operands, type, loc, attributes)->getResult(0);
}

Value FunctionGenerator::emitOp(llvm::StringRef mnemonic, llvm::ArrayRef<Value> operands,
                                Location loc, llvm::ArrayRef<mlir::NamedAttribute> attributes) {
  return emitTyped(mnemonic, operands, anyType(), loc, attributes);
}

mlir::NamedAttribute FunctionGenerator::stringAttribute(llvm::StringRef name,
                                                        llvm::StringRef value) {
  return builder.getNamedAttr(name, builder.getStringAttr(value));
}

Value FunctionGenerator::runtime(llvm::StringRef function, llvm::ArrayRef<Value> operands,
                                 Location loc) {
  return emitOp("runtime", operands, loc, {stringAttribute("function", function)});
}

Value FunctionGenerator::asAny(Value value, Location loc) {
  if (llvm::isa<AnyType>(value.getType()))
    return value;
  return emitOp("box", {value}, loc);
}

Value FunctionGenerator::constant(bool value, Location loc) {
  return ConstantOp::create(builder, loc, value);
}
Value FunctionGenerator::constant(int64_t value, Location loc) {
  return ConstantOp::create(builder, loc, value);
}
Value FunctionGenerator::constant(double value, Location loc) {
  return ConstantOp::create(builder, loc, value);
}
Value FunctionGenerator::constant(llvm::StringRef value, Location loc) {
  return ConstantOp::create(builder, loc, value);
}
Value FunctionGenerator::null(Location loc) { return ConstantOp::null(builder, loc); }

} // namespace cortex
