// Part of Cortex, under the MIT licence.
// Owns the translation of brackets: calls of functions, builtins, structs, methods and values.
#include "IRGen/Generator.h"
#include "Sema/Signature.h"

namespace cortex {

Value FunctionGenerator::emitSlice(const Argument &argument) {
  Location loc = at(argument.range);
  auto bound = [&](const ExprPtr &expr) { return expr ? emitExpr(*expr) : null(loc); };
  Value begin = bound(argument.begin);
  Value end = bound(argument.end);
  Value step = bound(argument.step);
  return emitOp("slice", {begin, end, step}, loc);
}

llvm::SmallVector<CallArgument, 4> FunctionGenerator::evaluate(llvm::ArrayRef<Argument> arguments,
                                                               const Expr *piped) {
  llvm::SmallVector<CallArgument, 4> values;
  if (piped)
    values.push_back({{}, piped->range(), emitExpr(*piped), piped, false});
  for (const Argument &argument : arguments) {
    Value value = argument.isSlice ? emitSlice(argument) : emitExpr(*argument.value);
    values.push_back(
        {argument.name.text, argument.range, value, argument.value.get(), argument.isSlice});
  }
  return values;
}

llvm::SmallVector<CallArgument, 4>
FunctionGenerator::evaluateFor(llvm::StringRef function, llvm::ArrayRef<Argument> arguments,
                               const Expr *piped) {
  bool isParts = takesParts(function);
  bool isNumbers = takesNumbers(function) && arguments.size() > 1;
  auto *bracket = (isParts || isNumbers) && !piped && !arguments.empty()
                      ? llvm::dyn_cast_or_null<ListExpr>(arguments.front().value.get())
                      : nullptr;
  if (!bracket)
    return evaluate(arguments, piped);
  const Argument &first = arguments.front();
  Value value = isParts ? emitList(*bracket) : emitNumbers(*bracket);
  llvm::SmallVector<CallArgument, 4> values{{first.name.text, first.range, value, bracket, false}};
  llvm::append_range(values, evaluate(arguments.drop_front(), nullptr));
  return values;
}

Value FunctionGenerator::refusedCall(llvm::ArrayRef<Argument> arguments, const Expr *piped,
                                     SourceRange range) {
  evaluate(arguments, piped);
  return nothing(at(range));
}

Value FunctionGenerator::emitCall(const Expr &callee, llvm::ArrayRef<Argument> arguments,
                                  const Expr *piped, SourceRange range) {
  if (auto *generic = llvm::dyn_cast<BracketExpr>(&callee); generic && generic->isTypeArguments) {
    auto &name = llvm::cast<NameExpr>(*generic->callee);
    return callOverloads(name.declaration->overloads, name.name, evaluate(arguments, piped), range,
                         generic);
  }
  if (const Declaration *declared = declarationOf(callee))
    return callDeclared(*declared, arguments, piped, callee.range(), range);
  auto *field = llvm::dyn_cast<FieldExpr>(&callee);
  if (field && isModule(*field->object)) // It has no such name, which is reported already.
    return refusedCall(arguments, piped, range);
  if (field)
    return callMethod(*field, evaluate(arguments, piped), range);
  Value function = emitExpr(callee);
  return callValue(function, evaluate(arguments, piped), range);
}

Value FunctionGenerator::callDeclared(const Declaration &declaration,
                                      llvm::ArrayRef<Argument> arguments, const Expr *piped,
                                      SourceRange callee, SourceRange range) {
  llvm::StringRef name = declaration.name;
  if (declaration.kind == DeclarationKind::Function)
    return callOverloads(declaration.overloads, name, evaluate(arguments, piped), range);
  if (declaration.kind == DeclarationKind::Struct)
    return construct(*declaration.structure, evaluate(arguments, piped), range);
  if (declaration.kind != DeclarationKind::Library) {
    Value function = emitDeclared(declaration, callee);
    return callValue(function, evaluate(arguments, piped), range);
  }
  llvm::ArrayRef<Builtin> rows = builtinRows(name);
  if (!rows.empty() && rows.front().kind == BuiltinKind::Special)
    return callSpecial(name, arguments, piped, range);
  if (name == "assert" && !piped)
    if (Value shown = emitAssertion(arguments, range))
      return shown;
  return callLibrary(name, evaluateFor(name, arguments, piped), range);
}

/// Where each argument goes.
static ArgumentBinding bindTo(const Signature &signature, llvm::ArrayRef<CallArgument> arguments) {
  llvm::SmallVector<llvm::StringRef, 4> names;
  for (const CallArgument &argument : arguments)
    names.push_back(argument.name);
  return bind(signature, names);
}

template <typename Definition>
static bool takes(const Definition &definition, llvm::ArrayRef<CallArgument> arguments) {
  return bindTo(signatureOf(definition), arguments).fits();
}

Value FunctionGenerator::callLibrary(llvm::StringRef name, llvm::ArrayRef<CallArgument> arguments,
                                     SourceRange range) {
  llvm::ArrayRef<FuncStmt *> functions = module.libraryNames().functions(name);
  llvm::ArrayRef<Builtin> rows = builtinRows(name);
  // A name may have both: the function is there for what no row takes.
  bool isRow = llvm::any_of(rows, [&](const Builtin &row) { return takes(row, arguments); });
  if (!functions.empty() && !isRow)
    return callOverloads(functions, name, arguments, range);
  if (const StructStmt *structure = module.libraryNames().structure(name))
    return construct(*structure, arguments, range);
  if (!rows.empty() && rows.front().kind != BuiltinKind::Later)
    return callBuiltin(rows, arguments, range);
  module.unsupported(range, "`" + name + "`");
  return nothing(at(range));
}

Value FunctionGenerator::callSpecial(llvm::StringRef name, llvm::ArrayRef<Argument> arguments,
                                     const Expr *piped, SourceRange range) {
  Location loc = at(range);
  if (name == "∇" || name == "grad" || name == "∂")
    return emitGradient(name, arguments, piped, range);
  if (name == "dtype") {
    module.error(DiagKind::InvalidArgument, range)
        .arg("dtype")
        .arg("the default type is chosen by the first statement of the program");
    return nothing(loc);
  }
  if (name == "einsum")
    return emitEinsum(arguments, piped, range);
  if (name == "_index_add" && arguments.size() == 2 && !piped)
    if (auto *part = llvm::dyn_cast_or_null<BracketExpr>(arguments[0].value.get()))
      return emitIndexAdd(*part, *arguments[1].value, loc);
  llvm::SmallVector<Value, 4> values;
  for (const CallArgument &argument : evaluate(arguments, piped))
    values.push_back(argument.value);
  if (name == "print") {
    create("print", values, {}, loc);
    return null(loc);
  }
  if (name == "_pack" || name == "_list" || name == "_tuple")
    return emitOp(name.drop_front(), values, loc);
  if (name == "_tangent" && values.size() == 2)
    return TangentOp::create(builder, loc, anyType(), values[0], values[1]).getResult(0);
  auto *tag = arguments.empty()
                  ? nullptr
                  : llvm::dyn_cast_or_null<StringLiteralExpr>(arguments.front().value.get());
  if (name == "_remember" && tag && values.size() == 3)
    return emitOp("provenance", {values[1], values[2]}, loc, {stringAttribute("tag", tag->value)});
  if (name == "_with_pullback" && values.size() == 3)
    return emitWithPullback(values[0], values[1], values[2], loc);
  if (name == "_checkpoint" && values.size() == 2)
    return emitCheckpoint(values[0], values[1], loc);
  if (name == "_recall" && tag && values.size() == 2)
    return emitOp("origin", {values[1]}, loc, {stringAttribute("tag", tag->value)});
  module.error(DiagKind::InvalidArgument, range).arg(name).arg("wrong arguments");
  return nothing(loc);
}

Value FunctionGenerator::emitIndexAdd(const BracketExpr &part, const Expr &value, Location loc) {
  llvm::SmallVector<Value, 4> operands{emitExpr(*part.callee)};
  for (const CallArgument &subscript : evaluate(part.arguments, nullptr))
    operands.push_back(subscript.value);
  operands.push_back(emitExpr(value));
  return emitOp("index_add", operands, loc);
}

Value FunctionGenerator::emitWithPullback(Value value, Value inputs, Value pullback, Location loc) {
  auto op = CustomGradientOp::create(builder, loc, anyType(), value, inputs);
  mlir::Block &body = op.getBody().emplaceBlock();
  Value given[] = {body.addArgument(anyType(), loc), body.addArgument(anyType(), loc)};
  mlir::OpBuilder inside = mlir::OpBuilder::atBlockEnd(&body);
  mlir::ArrayAttr names = builder.getStrArrayAttr({"", ""});
  Value pulled = ApplyOp::create(inside, loc, anyType(), pullback, given, names);
  YieldOp::create(inside, loc, pulled);
  return op.getResult(0);
}

Value FunctionGenerator::emitCheckpoint(Value function, Value arguments, Location loc) {
  auto op = CheckpointOp::create(builder, loc, anyType());
  mlir::OpBuilder inside = mlir::OpBuilder::atBlockEnd(&op.getBody().emplaceBlock());
  mlir::Value operands[] = {function, arguments};
  Value result = RuntimeOp::create(inside, loc, anyType(), "call", operands);
  YieldOp::create(inside, loc, result);
  return op.getResult(0);
}

//===-- Values and methods --------------------------------------------------------------------===//

mlir::NamedAttribute FunctionGenerator::argumentNames(llvm::ArrayRef<CallArgument> arguments) {
  llvm::SmallVector<llvm::StringRef, 4> names;
  for (const CallArgument &argument : arguments)
    names.push_back(argument.name);
  return builder.getNamedAttr("names", builder.getStrArrayAttr(names));
}

/// Whether these can only be subscripts.
static bool hasSlice(llvm::ArrayRef<CallArgument> arguments) {
  return llvm::any_of(arguments, [](const CallArgument &argument) { return argument.isSlice; });
}

Value FunctionGenerator::callValue(Value callee, llvm::ArrayRef<CallArgument> arguments,
                                   SourceRange range) {
  llvm::SmallVector<Value, 4> operands{callee};
  for (const CallArgument &argument : arguments)
    operands.push_back(argument.value);
  if (hasSlice(arguments))
    return emitOp("index", operands, at(range));
  return emitOp("apply", operands, at(range), {argumentNames(arguments)});
}

/// Fields that are values, never methods: brackets after them are subscripts.
static bool isProperty(llvm::StringRef name) {
  static constexpr llvm::StringLiteral properties[] = {
#define CORTEX_FIELD(kind, name, run) name,
#include "Fields.def"
      "inputs",
      "targets", // The keys of every dataset.
  };
  return llvm::is_contained(properties, name);
}

Value FunctionGenerator::callMethod(const FieldExpr &callee, llvm::ArrayRef<CallArgument> arguments,
                                    SourceRange range) {
  if (hasSlice(arguments) || isProperty(callee.name.text))
    return callValue(emit(callee), arguments, range);
  llvm::SmallVector<Value, 4> operands{emitExpr(*callee.object)};
  for (const CallArgument &argument : arguments)
    operands.push_back(argument.value);
  return emitOp("method", operands, at(range),
                {stringAttribute("name", callee.name.text), argumentNames(arguments)});
}

//===-- Structs -------------------------------------------------------------------------------===//

Value FunctionGenerator::construct(const StructStmt &structure,
                                   llvm::ArrayRef<CallArgument> arguments, SourceRange range) {
  llvm::SmallVector<Value, 8> values(structure.fields.size());
  ArgumentBinding binding = bindTo(signatureOf(structure), arguments);
  assert(binding.fits() && "Sema refuses other calls");
  for (auto [argument, slot] : llvm::zip_equal(arguments, binding.slots)) {
    const StructStmt::Field &field = structure.fields[slot];
    values[slot] = checked(argument.value, field.type.get(),
                           "field `" + field.name.text + "` of `" + structure.name.text + "`",
                           at(argument.range));
  }
  return emitStruct(structure, values, at(range));
}

Value FunctionGenerator::emitStruct(const StructStmt &structure, llvm::ArrayRef<Value> values,
                                    Location loc) {
  llvm::SmallVector<llvm::StringRef, 8> names, types;
  llvm::SmallVector<std::string, 8> texts;
  for (const StructStmt::Field &field : structure.fields) {
    names.push_back(field.name.text);
    texts.push_back(module.typeText(field.type.get()));
  }
  types.assign(texts.begin(), texts.end());
  return emitOp("struct", values, loc,
                {stringAttribute("name", module.structName(structure)),
                 builder.getNamedAttr("fields", builder.getStrArrayAttr(names)),
                 builder.getNamedAttr("types", builder.getStrArrayAttr(types))});
}

//===-- Functions -----------------------------------------------------------------------------===//

/// What each type parameter stands for where a call writes it: `map[int, string][f, xs]`.
static TypeArguments typeArgumentsOf(const FuncStmt &function, const BracketExpr *generic,
                                     llvm::function_ref<std::string(const Expr &)> textOf) {
  TypeArguments result;
  if (!generic || function.typeParameters.size() != generic->arguments.size())
    return result;
  for (auto [parameter, argument] : llvm::zip(function.typeParameters, generic->arguments))
    result[parameter.declaration] = textOf(*argument.value);
  return result;
}

/// A type that stands where a value might: `int`, `list[string]`, a struct.
std::string FunctionGenerator::typeText(const Expr &expr) {
  if (auto *name = llvm::dyn_cast<NameExpr>(&expr)) {
    const Declaration *declaration = name->declaration;
    if (declaration && declaration->kind == DeclarationKind::Struct)
      return module.structName(*declaration->structure).str();
    bool isType = declaration && declaration->kind == DeclarationKind::Library;
    return isType ? name->name.str() : "any";
  }
  auto *bracket = llvm::dyn_cast<BracketExpr>(&expr);
  if (!bracket)
    return "any";
  std::string text = typeText(*bracket->callee) + "[";
  for (auto [number, argument] : llvm::enumerate(bracket->arguments))
    text += (number ? ", " : "") + (argument.value ? typeText(*argument.value) : "any");
  return text + "]";
}

Value FunctionGenerator::callOverloads(llvm::ArrayRef<FuncStmt *> overloads, llvm::StringRef name,
                                       llvm::ArrayRef<CallArgument> arguments, SourceRange range,
                                       const BracketExpr *generic) {
  llvm::SmallVector<const FuncStmt *, 2> fitting;
  for (const FuncStmt *function : overloads)
    if (overloads.size() == 1 || takes(*function, arguments))
      fitting.push_back(function);
  assert(!fitting.empty() && "Sema refuses other calls");
  if (fitting.size() > 1)
    return callByTypes(fitting, name, arguments, range);
  TypeArguments types =
      typeArgumentsOf(*fitting.front(), generic, [&](const Expr &expr) { return typeText(expr); });
  return callFunction(*fitting.front(), arguments, range, types.empty() ? nullptr : &types);
}

/// `+` for a function that needs nothing but the arguments, then the annotation of each one's
/// parameter (runtime/Annotation.h).
std::string FunctionGenerator::candidateText(const FuncStmt &function,
                                             llvm::ArrayRef<CallArgument> arguments) {
  const auto &parameters = function.callable.parameters;
  bool isPlain = parameters.size() == arguments.size() &&
                 llvm::none_of(parameters, [](const Parameter &p) { return p.isVariadic; });
  std::string text = isPlain ? "+" : "-";
  for (auto [number, argument] : llvm::enumerate(arguments)) {
    size_t slot = std::min(number, parameters.size() - 1);
    if (!argument.name.empty())
      slot = llvm::find_if(parameters,
                           [&](const Parameter &p) { return p.name.text == argument.name; }) -
             parameters.begin();
    text += "\t" + module.typeText(parameters[slot].type.get());
  }
  return text;
}

Value FunctionGenerator::callByTypes(llvm::ArrayRef<const FuncStmt *> fitting, llvm::StringRef name,
                                     llvm::ArrayRef<CallArgument> arguments, SourceRange range) {
  Location loc = at(range);
  llvm::SmallVector<std::string, 4> candidates;
  llvm::SmallVector<Value, 4> operands;
  for (const FuncStmt *function : fitting)
    candidates.push_back(candidateText(*function, arguments));
  for (const CallArgument &argument : arguments)
    operands.push_back(argument.value);
  llvm::SmallVector<llvm::StringRef, 4> texts(candidates.begin(), candidates.end());
  auto op = OverloadOp::create(builder, loc, anyType(), builder.getStringAttr(name),
                               builder.getStrArrayAttr(texts), operands, fitting.size());
  for (auto [function, region] : llvm::zip_equal(fitting, op.getCalls())) {
    mlir::OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToEnd(&region.emplaceBlock());
    Value value = callFunction(*function, arguments, range);
    YieldOp::create(builder, loc, mlir::ValueRange(asAny(value, loc)));
  }
  return op.getResult();
}

Value FunctionGenerator::emitDispatch(llvm::ArrayRef<FuncStmt *> overloads, Value list,
                                      SourceRange range) {
  Location loc = at(range);
  llvm::StringRef name = overloads.front()->name.text;
  size_t most = 0;
  for (const FuncStmt *function : overloads)
    most = std::max(most, function->callable.parameters.size());
  Value count = emitTyped("len", {list}, builder.getI64Type(), loc);
  // One arm for each number of arguments that some overload takes, and one for the rest.
  std::function<Value(size_t)> arm = [&](size_t number) -> Value {
    if (number > most) {
      Value message = constant(("no overload of `" + name + "` takes these arguments").str(), loc);
      create("throw", {message}, {}, loc, {stringAttribute("kind", "type")});
      return emitOp("undefined", {}, loc);
    }
    llvm::SmallVector<CallArgument, 4> arguments(number, {{}, range, Value(), nullptr, false});
    if (llvm::none_of(overloads, [&](const FuncStmt *f) { return takes(*f, arguments); }))
      return arm(number + 1);
    Value isCount = truth(emitOp("eq", {count, constant(int64_t(number), loc)}, loc), loc);
    return emitChoice(
        isCount, anyType(), loc,
        [&] {
          for (auto [at, argument] : llvm::enumerate(arguments))
            argument.value = emitOp("index", {list, constant(int64_t(at), loc)}, loc);
          return callOverloads(overloads, name, arguments, range);
        },
        [&] { return arm(number + 1); });
  };
  return arm(0);
}

llvm::SmallVector<FunctionGenerator::GivenArgument, 8>
FunctionGenerator::bindArguments(const FuncStmt &function, llvm::ArrayRef<CallArgument> arguments,
                                 SourceRange range) {
  Signature signature = signatureOf(function);
  ArgumentBinding binding = bindTo(signature, arguments);
  assert(binding.fits() && "Sema refuses other calls");
  llvm::SmallVector<GivenArgument, 8> given(function.callable.parameters.size());
  llvm::SmallVector<Value, 4> further;
  for (auto [argument, slot] : llvm::zip_equal(arguments, binding.slots)) {
    if (slot < signature.slots.size())
      given[slot] = {argument.value, argument.range};
    else
      further.push_back(argument.value);
  }
  if (signature.isVariadic)
    given.back().value = emitOp("list", further, at(range));
  return given;
}

/// `c` of the first argument written `c["learning_rate"]` or `c["lr"]`, or null.
Value FunctionGenerator::broughtConfig(llvm::ArrayRef<CallArgument> arguments) {
  for (const CallArgument &argument : arguments) {
    auto *lookup = llvm::dyn_cast_or_null<BracketExpr>(argument.written);
    if (!lookup || lookup->arguments.size() != 1 || !llvm::isa<NameExpr>(lookup->callee.get()))
      continue;
    auto *key = llvm::dyn_cast_or_null<StringLiteralExpr>(lookup->arguments[0].value.get());
    if (key && (key->value == "learning_rate" || key->value == "lr"))
      return emitExpr(*lookup->callee);
  }
  return {};
}

Value FunctionGenerator::callFunction(const FuncStmt &function,
                                      llvm::ArrayRef<CallArgument> arguments, SourceRange range,
                                      const TypeArguments *typeArguments) {
  Location loc = at(range);
  llvm::SmallVector<GivenArgument, 8> given = bindArguments(function, arguments, range);
  const Lifted &lifted = module.require(function);
  llvm::SmallVector<Value, 8> operands;
  for (const Declaration *captured : lifted.captures)
    operands.push_back(captureOf(*captured, range, true));
  llvm::SmallVector<SourceRange, 8> places(operands.size());
  for (auto [number, argument] : llvm::enumerate(given)) {
    const Parameter &parameter = function.callable.parameters[number];
    Value value = argument.value;
    if (!value && lifted.isLibrary && parameter.name.text == "config")
      value = broughtConfig(arguments);
    // A default may read the captures and the parameters before its own.
    if (!value)
      value = callSymbol(ModuleGenerator::defaultSymbol(lifted, number), operands, loc);
    else if (typeArguments && parameter.type && !parameter.isVariadic)
      value = checked(value, parameter.type.get(),
                      "argument `" + parameter.name.text + "` of `" + function.name.text + "`",
                      at(argument.place), typeArguments);
    operands.push_back(value);
    places.push_back(argument.place);
  }
  Value result = callSymbol(lifted.symbol, operands, loc, places);
  if (!typeArguments)
    return result;
  return checked(result, function.resultType.get(), "the result of `" + function.name.text + "`",
                 loc, typeArguments);
}

Value FunctionGenerator::callSymbol(llvm::StringRef symbol, llvm::ArrayRef<Value> arguments,
                                    Location loc, llvm::ArrayRef<SourceRange> places) {
  llvm::SmallVector<Value, 8> operands;
  for (Value argument : arguments)
    operands.push_back(asAny(argument, loc));
  auto call =
      mlir::func::CallOp::create(builder, loc, symbol, mlir::TypeRange(anyType()), operands);
  if (llvm::any_of(places, [](SourceRange place) { return place.isValid(); })) {
    llvm::SmallVector<mlir::Attribute, 8> locations;
    for (SourceRange place : places)
      locations.push_back(mlir::LocationAttr(at(place)));
    call->setAttr(argumentPlacesAttr, builder.getArrayAttr(locations));
  }
  return call.getResult(0);
}

//===-- Builtins ------------------------------------------------------------------------------===//

Value FunctionGenerator::callBuiltin(llvm::ArrayRef<Builtin> rows,
                                     llvm::ArrayRef<CallArgument> arguments, SourceRange range) {
  Location loc = at(range);
  for (const Builtin &row : rows) {
    ArgumentBinding binding = bindTo(signatureOf(row), arguments);
    if (!binding.fits())
      continue;
    llvm::SmallVector<Value, 4> operands(row.parameters.size());
    for (auto [argument, slot] : llvm::zip_equal(arguments, binding.slots))
      operands[slot] = argument.value;
    return emitBuiltin(row, operands, loc);
  }
  llvm_unreachable("Sema refuses other calls");
}

/// The result types that the dialect fixes; everything else is boxed.
static mlir::Type fixedResult(llvm::StringRef mnemonic, mlir::Builder &builder) {
  mlir::MLIRContext *context = builder.getContext();
  if (mnemonic == "len" || mnemonic == "dataset_count")
    return builder.getI64Type();
  if (mnemonic == "contains" || mnemonic == "truth")
    return builder.getI1Type();
  if (mnemonic == "str")
    return StrType::get(context);
  if (mnemonic == "dataset_default")
    return DatasetType::get(context);
  return AnyType::get(context);
}

Value FunctionGenerator::emitBuiltin(const Builtin &row, llvm::ArrayRef<Value> given,
                                     Location loc) {
  llvm::SmallVector<Value, 4> operands;
  for (auto [number, parameter] : llvm::enumerate(row.parameters)) {
    llvm::StringRef text = parameter.defaultText;
    int64_t integer;
    if (number < given.size() && given[number])
      operands.push_back(given[number]);
    else if (text == "true" || text == "false")
      operands.push_back(constant(text == "true", loc));
    else if (!text.getAsInteger(10, integer))
      operands.push_back(constant(integer, loc));
    else
      operands.push_back(null(loc));
  }
  if (row.surface == "range" && operands.size() == 1)
    operands = {constant(int64_t(0), loc), operands.front(), constant(int64_t(1), loc)};
  if (row.kind == BuiltinKind::Runtime)
    return runtime(row.surface.ltrim('_'), operands, loc);
  mlir::Type dataset = DatasetType::get(module.context());
  if (row.mnemonic.starts_with("dataset_") && !operands.empty() &&
      operands.front().getType() != dataset)
    operands.front() = emitTyped("unbox", {operands.front()}, dataset, loc);
  llvm::SmallVector<mlir::NamedAttribute, 1> attributes;
  if (row.surface == "_dataset_default_test")
    attributes.push_back(builder.getNamedAttr("test", builder.getUnitAttr()));
  return emitTyped(row.mnemonic, operands, fixedResult(row.mnemonic, builder), loc, attributes);
}

} // namespace cortex
