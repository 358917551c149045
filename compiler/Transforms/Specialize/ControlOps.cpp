// Part of Cortex, under the MIT licence.
// How control flow evaluates itself.
#include "Dialect/LibraryProtocol.h"
#include "Transforms/Specialize/Sketch.h"
#include "Transforms/Specialize/Specializer.h"

#include "llvm/Support/SaveAndRestore.h"

using namespace mlir;
using namespace cortex;

LogicalResult ConstantOp::specialize(Specializer &s) {
  s.set(getResult(), s.constant(getValue(), getType(), s.location(*this)));
  return success();
}

LogicalResult UndefinedOp::specialize(Specializer &s) {
  s.set(getResult(), Abstract());
  return success();
}

LogicalResult BoxOp::specialize(Specializer &s) {
  s.set(getResult(), s.get(getInput())); // A box hides nothing from the evaluation.
  return success();
}

LogicalResult UnboxOp::specialize(Specializer &s) {
  Abstract input = s.get(getInput());
  Location loc = s.location(*this);
  if (input.isStructure())
    input = s.asTensor(input, loc);
  Type type = getType(), from = input.isTyped() ? input.value.getType() : Type();
  if (!from || from == type) {
    if (input.isStructure())
      s.report(
          {loc, DiagKind::TypeMismatch, {cortex::describe(type), "this value", s.describe(input)}});
    s.set(getResult(), input.isStructure() ? Abstract() : input);
    return success();
  }
  bool widens = type.isF64() && from.isInteger(64);
  if (!isAny(from) && !widens) {
    s.report({loc,
              DiagKind::TypeMismatch,
              {cortex::describe(type), "this value", cortex::describe(from)}});
    return success();
  }
  Value value = widens ? Value(CastOp::create(s.builder(), loc, type, input.value))
                       : Value(UnboxOp::create(s.builder(), loc, type, input.value));
  s.set(getResult(), Abstract::typed(value));
  return success();
}

LogicalResult ExpectOp::specialize(Specializer &s) {
  Abstract value = s.get(getValue()), kind = s.get(getKind()), rank = s.get(getRank());
  Location loc = s.location(*this);
  auto dims = constantInt(rank.constant);
  auto name = dyn_cast_or_null<StringAttr>(kind.constant);
  value = s.asTensor(value, loc);
  s.set(getResult(), value);
  if (!value.isTyped() || !isAny(value.value.getType()) || !dims || !name)
    return success();
  OpBuilder &builder = s.builder();
  FloatType real = defaultFloatType(s.sourceModule());
  Type element = llvm::StringSwitch<Type>(name.getValue())
                     .Case("int", builder.getI64Type())
                     .Case("bool", builder.getI1Type())
                     .Case("float32", builder.getF32Type())
                     .Case("float64", builder.getF64Type())
                     .Default({});
  if (!element) {
    auto dtype = s.constantString(real.isF64() ? "float64" : "float32", loc);
    NamedAttribute attributes[] = {builder.getNamedAttr("name", builder.getStringAttr("to")),
                                   builder.getNamedAttr("names", builder.getStrArrayAttr({""}))};
    auto converted = s.boxedOp(MethodOp::getOperationName(), {value, dtype}, loc, attributes);
    if (failed(converted))
      return failure();
    value = *converted;
    element = real;
  }
  Type scalar = isa<FloatType>(element) ? builder.getF64Type() : element;
  Type type =
      *dims == 0
          ? scalar
          : Type(RankedTensorType::get(SmallVector<int64_t>(*dims, ShapedType::kDynamic), element));
  s.set(getResult(), Abstract::typed(UnboxOp::create(s.builder(), loc, type, value.value)));
  return success();
}

LogicalResult CastOp::specialize(Specializer &s) {
  Abstract input = s.get(getInput());
  if (input.isTyped())
    s.set(getResult(),
          Abstract::typed(CastOp::create(s.builder(), s.location(*this), getType(), input.value)));
  return success();
}

/// Evaluates a region of an `if` and gives what it yields.
static FailureOr<Abstracts> evaluateRegion(Specializer &s, Region &region) {
  if (failed(s.evaluate(region.front())))
    return failure();
  return s.get(region.front().getTerminator()->getOperands());
}

/// The truth value as an `i1`. A structure is true unless it is empty.
static FailureOr<Abstract> conditionOf(Specializer &s, const Abstract &abstract, Location loc) {
  if (abstract.isTyped() && abstract.value.getType().isInteger(1))
    return abstract;
  if (!abstract.isStructure())
    return s.infer(TruthOp::getOperationName(), abstract, loc);
  const Object &object = s.object(abstract);
  bool isContainer = object.isSequence() || object.kind == Object::Kind::Dict;
  if (object.kind != Object::Kind::Range)
    return s.constantBool(!isContainer || !object.parts.empty(), loc);
  auto copy = s.boxedCopy(abstract, loc);
  if (failed(copy))
    return failure();
  return s.infer(TruthOp::getOperationName(), Abstract::typed(*copy), loc);
}

LogicalResult TruthOp::specialize(Specializer &s) {
  Abstract input = s.get(getInput());
  if (s.anyUndefined(input))
    return success();
  return s.finish(*this, conditionOf(s, input, s.location(*this)));
}

LogicalResult NotOp::specialize(Specializer &s) {
  Abstract input = s.get(getInput());
  Location loc = s.location(*this);
  if (s.anyUndefined(input))
    return success();
  auto condition = input.isStructure() ? conditionOf(s, input, loc) : FailureOr<Abstract>(input);
  if (failed(condition))
    return failure();
  return s.finish(*this, s.infer(getOperationName(), *condition, loc));
}

LogicalResult IfOp::specialize(Specializer &s) {
  auto condition = conditionOf(s, s.get(getCondition()), s.location(*this));
  if (failed(condition))
    return failure();
  FailureOr<Abstracts> results = Abstracts(getNumResults());
  if (auto known = dyn_cast_or_null<BoolAttr>(condition->constant))
    results = evaluateRegion(s, known.getValue() ? getThenRegion() : getElseRegion());
  else if (!condition->isUndefined())
    results = s.branch(
        condition->value, s.location(*this), getNumResults(),
        [&] { return evaluateRegion(s, getThenRegion()); },
        [&] { return evaluateRegion(s, getElseRegion()); });
  if (failed(results))
    return failure();
  if (s.isDead())
    results = Abstracts(getNumResults());
  for (auto [result, value] : llvm::zip_equal(getResults(), *results))
    s.set(result, value);
  return success();
}

LogicalResult WhileOp::specialize(Specializer &s) {
  auto enter = [&](Block &block, ArrayRef<Abstract> carried) {
    for (auto [argument, value] : llvm::zip_equal(block.getArguments(), carried))
      s.set(argument, value);
  };
  Specializer::Loop loop{.loc = s.location(*this), .inits = s.get(getInits())};
  loop.condition = [&](ArrayRef<Abstract> carried) -> FailureOr<Value> {
    Block &block = getConditionRegion().front();
    enter(block, carried);
    if (failed(s.evaluate(block)))
      return failure();
    auto condition = conditionOf(s, s.get(block.getTerminator()->getOperand(0)), loop.loc);
    if (failed(condition))
      return failure();
    return condition->isUndefined() ? s.constantBool(false, loop.loc).value : condition->value;
  };
  loop.turn = [&](Value, ArrayRef<Abstract> carried) {
    enter(getBody().front(), carried);
    return evaluateRegion(s, getBody());
  };
  auto results = s.loop(loop);
  if (failed(results))
    return failure();
  for (auto [result, value] : llvm::zip_equal(getResults(), *results))
    s.set(result, value);
  return success();
}

LogicalResult ThrowOp::specialize(Specializer &s) {
  Abstract message = s.get(getMessage());
  if (message.isUndefined())
    return success();
  bool isText = message.isTyped() && isa<StrType>(message.value.getType());
  if (isText && s.isCertainInLibrary() && !s.isAttempt()) {
    // Whoever calls the library like this gets this error in every run.
    s.reportLibraryError(s.location(*this), sketch(message.value));
    return success();
  }
  auto value = s.boxedCopy(message, s.location(*this));
  if (failed(value))
    return failure();
  ThrowOp::create(s.builder(), s.location(*this), *value, getKindAttr());
  s.markDead();
  return success();
}

LogicalResult TryOp::specialize(Specializer &s) {
  // What the regions change lives in cells; those must exist at run time, since the body may stop
  // anywhere.
  Location loc = s.location(*this);
  auto made = TryOp::create(s.builder(), loc);
  for (auto [from, to] : llvm::zip(getOperation()->getRegions(), made->getRegions())) {
    OpBuilder::InsertionGuard guard(s.builder());
    Block *block = s.builder().createBlock(&to);
    for (BlockArgument argument : from.getArguments())
      s.set(argument, Abstract::typed(block->addArgument(s.any(), loc)));
    bool isBody = &from == &getBody();
    if (failed(isBody ? s.evaluateAttempt(from.front()) : s.evaluateIsolated(from.front())))
      return failure();
    YieldOp::create(s.builder(), loc, ValueRange());
  }
  return success();
}

//===-- for_each -----------------------------------------------------------------------------===//

namespace {
/// The ways to iterate, over one `for_each`.
class Iteration {
public:
  Iteration(Specializer &s, ForEachOp op)
      : s(s), op(op), loc(s.location(op)), carried(s.get(op.getInits())) {}
  FailureOr<Abstracts> run(const Abstract &iterable);

private:
  using Item = llvm::function_ref<FailureOr<Abstract>(const Abstract &)>;

  FailureOr<Abstracts> overStructure(const Abstract &structure);
  FailureOr<Abstracts> refuse(const Abstract &value);
  FailureOr<Abstracts> overRange(const Object &range);
  FailureOr<Abstracts> overBoxedRange(const Object &range);
  FailureOr<Abstracts> turnByTurn(ArrayRef<Abstract> items);
  FailureOr<Abstracts> overLoader(const Abstract &loader);
  FailureOr<Abstracts> overParts(ArrayRef<Abstract> items);
  /// `turns`: how many there are, where they are few.
  FailureOr<Abstracts> counted(Value count, Item item, uint64_t turns = 0);
  FailureOr<Abstracts> turn(const Abstract &item, const Abstract &number,
                            ArrayRef<Abstract> values);

  Specializer &s;
  ForEachOp op;
  Location loc;
  Abstracts carried;
};
} // namespace

FailureOr<Abstracts> Iteration::turn(const Abstract &item, const Abstract &number,
                                     ArrayRef<Abstract> values) {
  Block &body = op.getBody().front();
  s.set(body.getArgument(0), item);
  s.set(body.getArgument(1), number);
  for (auto [argument, value] : llvm::zip_equal(body.getArguments().drop_front(2), values))
    s.set(argument, value);
  return evaluateRegion(s, op.getBody());
}

FailureOr<Abstracts> Iteration::run(const Abstract &iterable) {
  if (s.anyUndefined(iterable))
    return Abstracts(carried.size());
  if (iterable.isStructure())
    return overStructure(iterable);
  const Abstract &tensor = iterable;
  if (isTensor(tensor.value.getType())) {
    if (uint64_t rows = s.fewRows(tensor); rows > 0 && s.isUnrolled(op, rows)) {
      auto items = s.rowsOf(tensor, loc);
      return failed(items) ? items : turnByTurn(*items);
    }
    auto count = s.infer(DimOp::getOperationName(), {tensor, s.constantInt(0, loc)}, loc);
    if (failed(count))
      return failure();
    if (count->isUndefined())
      return Abstracts(carried.size());
    auto row = [&](const Abstract &number) {
      return s.infer(IndexOp::getOperationName(), {tensor, number}, loc);
    };
    return counted(count->value, row, s.fewRows(tensor));
  }
  Type type = iterable.value.getType();
  if (!isAny(type) && !isa<StrType>(type) && !isa<DatasetType>(type))
    return refuse(iterable);
  // The run time knows how many turns there are, and gives the item of each.
  auto runtime = [&](StringRef function, ArrayRef<Abstract> operands) {
    return s.boxedOp(RuntimeOp::getOperationName(), operands, loc,
                     s.builder().getNamedAttr("function", s.builder().getStringAttr(function)));
  };
  auto boxed = s.box(tensor, loc);
  if (failed(boxed))
    return failure();
  Abstract source = Abstract::typed(*boxed);
  auto length = runtime(op.getPairs() ? "iter_pair_len" : "iter_len", source);
  if (failed(length))
    return failure();
  Value count = UnboxOp::create(s.builder(), loc, s.builder().getI64Type(), length->value);
  return counted(count, [&](const Abstract &number) {
    return runtime(op.getPairs() ? "iter_pair" : "iter_item", {source, number});
  });
}

FailureOr<Abstracts> Iteration::overStructure(const Abstract &structure) {
  Object object = s.object(structure);
  s.keyUses().noteAll(object);
  if (object.kind == Object::Kind::Range)
    return overRange(object);
  if (object.isSequence())
    return overParts(object.parts);
  if (object.kind == Object::Kind::Struct && object.name == protocol::Loader)
    return overLoader(structure);
  if (object.kind == Object::Kind::Dict) {
    if (auto batches = s.lookup(protocol::DatasetBatches);
        batches && !op.getPairs() && isDataset(object)) {
      auto loader = s.call(batches, structure, loc);
      return failed(loader) ? FailureOr<Abstracts>(failure()) : run(*loader);
    }
    Abstracts items;
    for (auto [key, value] : llvm::zip(object.keys, object.parts)) {
      Abstract name = s.constantString(key, loc);
      items.push_back(op.getPairs() ? s.create({Object::Kind::Tuple, "", {}, {name, value}, {op}})
                                    : name);
    }
    return overParts(items);
  }
  return refuse(structure);
}

/// What has no items: an error, or within a `try` one that the run time raises.
FailureOr<Abstracts> Iteration::refuse(const Abstract &value) {
  NamedAttribute function =
      s.builder().getNamedAttr("function", s.builder().getStringAttr("iter_len"));
  auto refused = s.refuse({loc, DiagKind::NotIterable, {s.describe(value)}},
                          RuntimeOp::getOperationName(), value, function);
  return failed(refused) ? FailureOr<Abstracts>(failure()) : Abstracts(carried);
}

/// One turn after the other: the parts differ in form, and their number is part of the program.
FailureOr<Abstracts> Iteration::overParts(ArrayRef<Abstract> items) {
  Abstracts values = carried;
  for (auto [i, item] : llvm::enumerate(items)) {
    Abstract number = s.constantInt(i, loc);
    Attribute live =
        op.getBreakable() ? values.front().constant : Attribute(s.builder().getBoolAttr(true));
    if (auto known = dyn_cast_or_null<BoolAttr>(live)) {
      if (!known.getValue())
        break;
      auto next = turn(item, number, values);
      if (failed(next) || s.isDead())
        return next;
      values = *next;
      continue;
    }
    auto condition = conditionOf(s, values.front(), loc);
    if (failed(condition))
      return failure();
    if (condition->isUndefined())
      return Abstracts(values.size());
    auto next = s.branch(
        condition->value, loc, values.size(), [&] { return turn(item, number, values); },
        [&]() -> FailureOr<Abstracts> { return values; });
    if (failed(next))
      return failure();
    values = *next;
  }
  return values;
}

FailureOr<Abstracts> Iteration::counted(Value count, Item item, uint64_t turns) {
  // The counter of the loop itself is an integer of the machine even where all values are boxed.
  Value zero = ConstantOp::create(s.builder(), loc, int64_t(0)),
        one = ConstantOp::create(s.builder(), loc, int64_t(1));
  Specializer::Loop loop{.loc = loc,
                         .inits = carried,
                         .lower = zero,
                         .upper = count,
                         .step = one,
                         .breakable = op.getBreakable(),
                         .site = turns > 0 ? op.getOperation() : nullptr,
                         .turns = turns};
  loop.turn = [&](Value counter, ArrayRef<Abstract> values) -> FailureOr<Abstracts> {
    if (s.isBoxed())
      counter = BoxOp::create(s.builder(), loc, s.any(), counter);
    Abstract number = Abstract::typed(counter);
    auto current = item(number);
    if (failed(current))
      return failure();
    return turn(*current, number, values);
  };
  return s.loop(loop);
}

FailureOr<Abstracts> Iteration::overBoxedRange(const Object &range) {
  auto boxed = s.boxedCopy(s.create(range), loc);
  if (failed(boxed))
    return failure();
  return run(Abstract::typed(*boxed));
}

/// The numbers of a range that is written out, if they are few.
static std::optional<SmallVector<int64_t>> knownNumbers(const Object &range) {
  auto first = constantInt(range.parts[0].constant), end = constantInt(range.parts[1].constant),
       step = constantInt(range.parts[2].constant);
  if (!first || !end || !step || *step == 0)
    return std::nullopt;
  SmallVector<int64_t> numbers;
  for (int64_t number = *first; *step > 0 ? number < *end : number > *end;) {
    if (numbers.size() == Specializer::mostUnrolledTurns)
      return std::nullopt;
    numbers.push_back(number);
    if (llvm::AddOverflow(number, *step, number))
      break;
  }
  return numbers;
}

FailureOr<Abstracts> Iteration::turnByTurn(ArrayRef<Abstract> items) {
  llvm::SaveAndRestore around(s.turnsAround(), s.turnsAround() * items.size());
  return overParts(items);
}

FailureOr<Abstracts> Iteration::overRange(const Object &range) {
  bool whole = llvm::all_of(range.parts, [](const Abstract &part) {
    return part.isTyped() && part.value.getType().isInteger(64);
  });
  if (!whole || s.isBoxed())
    return overBoxedRange(range);
  auto numbers = knownNumbers(range);
  if (numbers && s.isUnrolled(op, numbers->size())) {
    Abstracts items;
    for (int64_t number : *numbers)
      items.push_back(s.constantInt(number, loc));
    return turnByTurn(items);
  }
  Specializer::Loop loop{.loc = loc,
                         .inits = carried,
                         .lower = range.parts[0].value,
                         .upper = range.parts[1].value,
                         .step = range.parts[2].value,
                         .breakable = op.getBreakable(),
                         .site = numbers ? op.getOperation() : nullptr,
                         .turns = numbers ? numbers->size() : 0};
  auto first = s.constantInt(0, loc);
  bool plain = range.parts[0].constant == first.constant &&
               range.parts[2].constant == s.constantInt(1, loc).constant;
  loop.turn = [&](Value counter, ArrayRef<Abstract> values) -> FailureOr<Abstracts> {
    Abstract item = Abstract::typed(counter), number = item;
    if (!plain) { // The number of the turn, for `enumerate`.
      auto offset = s.infer(SubOp::getOperationName(), {item, range.parts[0]}, loc);
      auto quotient = failed(offset)
                          ? offset
                          : s.infer(DivOp::getOperationName(), {*offset, range.parts[2]}, loc);
      if (failed(quotient))
        return failure();
      number = Abstract::typed(
          CastOp::create(s.builder(), loc, s.builder().getI64Type(), quotient->value));
    }
    return turn(item, number, values);
  };
  return s.loop(loop);
}

/// A library loader: its order is fixed once, its items are made turn by turn.
FailureOr<Abstracts> Iteration::overLoader(const Abstract &loader) {
  auto order = s.call(s.lookup(protocol::LoaderBegin), loader, loc);
  if (failed(order))
    return failure();
  auto count = s.call(s.lookup(protocol::LoaderCount), loader, loc);
  if (failed(count))
    return failure();
  if (s.anyUndefined({*order, *count}))
    return Abstracts(carried.size());
  if (isAny(count->value.getType()))
    count =
        Abstract::typed(UnboxOp::create(s.builder(), loc, s.builder().getI64Type(), count->value));
  return counted(count->value, [&](const Abstract &number) {
    return s.call(s.lookup(protocol::LoaderItem), {loader, *order, number}, loc);
  });
}

LogicalResult ForEachOp::specialize(Specializer &s) {
  auto results = Iteration(s, *this).run(s.get(getIterable()));
  if (failed(results))
    return failure();
  if (s.isDead())
    results = Abstracts(getNumResults());
  for (auto [result, value] : llvm::zip_equal(getResults(), *results))
    s.set(result, value);
  return success();
}
