// Part of Cortex, under the MIT licence.
// How ops with regions, results of several parts and effects are written as statements.
#include "Surface/Writer.h"

#include "Diagnostics/Diagnostics.h"
#include "Dialect/Inference.h"
#include "IRGen/IRGen.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cortex;

LogicalResult FunctionWriter::refuse(Operation *op, StringRef what) {
  std::string found = what.empty() ? "`" + spelling(op) + "` of " : what.str();
  if (what.empty())
    for (auto [i, type] : llvm::enumerate(op->getOperandTypes()))
      found += (i ? ", " : "") + describe(type);
  return emitError(op->getLoc()) << codedMessage(DiagKind::UnsupportedYet,
                                                 {found + " written out as a program"});
}

void FunctionWriter::line(Operation *about, const Twine &text) {
  program.lines.push_back({depth, text.str(), commentOn(about)});
}

void FunctionWriter::lineWithoutComment(const Twine &text) {
  program.lines.push_back({depth, text.str(), ""});
}

std::string FunctionWriter::letOf(Operation *op, Value result) {
  // Of a function of the run time only the op knows what it gives.
  bool isTold = isa<RuntimeOp>(op) && isScalar(result.getType());
  return "let " + (result.use_empty() ? "_" : nameOf(result)) +
         (isTold ? ": " + describe(result.getType()) : "") + " := ";
}

LogicalResult FunctionWriter::writeBlock(mlir::Block &block) {
  for (Operation &op : block)
    if (!op.hasTrait<OpTrait::IsTerminator>() && !isWithinUser(&op))
      if (failed(writeOp(&op)))
        return failure();
  return success();
}

LogicalResult FunctionWriter::writeOp(Operation *op) {
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case([&](IfOp branch) { return writeIf(branch); })
      .Case([&](ForOp loop) { return writeFor(loop); })
      .Case([&](ForEachOp loop) { return writeForEach(loop); })
      .Case([&](WhileOp loop) { return writeWhile(loop); })
      .Case([&](TryOp attempt) { return writeTry(attempt); })
      .Case([&](IndexSetOp store) { return writeStore(store); })
      .Case([&](UnboxOp unbox) { return writeUnbox(unbox); })
      .Case([&](ThrowOp thrown) { return writeThrow(thrown); })
      .Case([&](KeepOp) { return success(); }) // A statement of its own is computed in any case.
      .Case([&](PrintOp print) -> LogicalResult {
        FailureOr<ExprText> written = call("print", print.getValues());
        if (succeeded(written))
          line(op, written->text);
        return success(succeeded(written));
      })
      .Case<FieldSetOp, CellSetOp, GlobalSetOp>([&](auto) -> LogicalResult {
        Value assigned = op->getOperand(op->getNumOperands() - 1);
        FailureOr<std::string> value = text(assigned), target = std::string();
        if (auto field = dyn_cast<FieldSetOp>(op)) {
          target = text(field.getBase(), postfixPrecedence);
          if (succeeded(target))
            *target += "." + field.getName().str();
        } else if (auto global = dyn_cast<GlobalSetOp>(op)) {
          target = program.symbol(global.getGlobal()).str();
        } else {
          target = nameOf(op->getOperand(0));
        }
        if (failed(value) || failed(target))
          return failure();
        line(op, *target + " := " + *value);
        return success();
      })
      .Case([&](CellOp cell) -> LogicalResult {
        // A variable that a function shares has no place in the arguments of another one.
        for (Operation *user : cell->getUsers())
          if (!isa<CellGetOp, CellSetOp>(user))
            return refuse(op, "a variable that a function shares with others,");
        FailureOr<std::string> value = text(cell.getInitial());
        if (failed(value))
          return failure();
        line(op, "let " + nameOf(cell) + " := " + *value);
        return success();
      })
      .Default([&](Operation *) -> LogicalResult {
        if (op->getNumResults() > 1)
          return writeSeveral(op);
        FailureOr<ExprText> value = express(op);
        if (failed(value))
          return failure();
        line(op, (op->getNumResults() ? letOf(op, op->getResult(0)) : "") + value->text);
        return success();
      });
}

LogicalResult FunctionWriter::writeSeveral(Operation *op) {
  bool isUnpack = isa<UnpackOp>(op);
  FailureOr<ExprText> value = isUnpack ? use(op->getOperand(0)) : express(op);
  if (failed(value))
    return failure();
  std::string targets;
  for (Value result : op->getResults())
    targets += (targets.empty() ? "" : ", ") + (result.use_empty() ? "_" : nameOf(result));
  line(op, "let " + targets + " := " + value->text);
  return success();
}

LogicalResult FunctionWriter::writeStore(IndexSetOp op) {
  FailureOr<std::string> base = text(op.getBase());
  FailureOr<std::string> inside = subscripts(op.getSubscripts());
  FailureOr<std::string> value = text(op.getValue());
  if (failed(base) || failed(inside) || failed(value))
    return failure();
  // Of a list or dict the container itself is changed, which is what it is for a name of it too.
  std::string name = nameOf(op.getResult());
  line(op, "let " + name + " := " + *base);
  line(op, name + "[" + *inside + "] := " + *value);
  return success();
}

LogicalResult FunctionWriter::writeUnbox(UnboxOp op) {
  FailureOr<std::string> boxed = text(op.getInput());
  if (failed(boxed))
    return failure();
  Type type = op.getType();
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor) {
    line(op, "let " + nameOf(op.getResult()) + ": " + describe(type) + " := " + *boxed);
    return success();
  }
  Type element = tensor.getElementType();
  StringRef kind = element.isInteger(64) ? "int" : elementName(element);
  line(op, letOf(op, op.getResult()) + callable("_expect") + "[" + *boxed + ", \"" + kind + "\", " +
               std::to_string(tensor.getRank()) + "]");
  return success();
}

LogicalResult FunctionWriter::writeThrow(ThrowOp op) {
  FailureOr<std::string> message = text(op.getMessage());
  if (failed(message))
    return failure();
  std::string value = *message;
  if (auto kind = op.getKind())
    value = callable("_error") + "[\"" + kind->str() + "\", " + value + "]";
  line(op, "throw[" + value + "]");
  return success();
}

//===-- Control flow --------------------------------------------------------------------------===//

/// Is there nothing in the block but what its end is written with?
static bool isExpression(mlir::Block &block, llvm::function_ref<bool(Operation *)> isWithin) {
  return llvm::all_of(block.without_terminator(), [&](Operation &op) { return isWithin(&op); });
}

LogicalResult FunctionWriter::writeIf(IfOp op) {
  auto isWithin = [&](Operation *inner) { return isWithinUser(inner); };
  mlir::Block &thenBlock = op.getThenRegion().front(), &elseBlock = op.getElseRegion().front();
  if (op.getNumResults() == 1 && isExpression(thenBlock, isWithin) &&
      isExpression(elseBlock, isWithin)) {
    FailureOr<ExprText> value = choice(op);
    if (failed(value))
      return failure();
    line(op, letOf(op, op.getResult(0)) + value->text);
    return success();
  }
  FailureOr<std::string> condition = text(op.getCondition());
  if (failed(condition))
    return failure();
  SmallVector<unsigned> used;
  for (OpResult result : op->getResults())
    if (!result.use_empty()) {
      used.push_back(result.getResultNumber());
      line(op, "let " + nameOf(result) + " := null");
    }
  line(op, "if [" + *condition + "] |");
  for (mlir::Block *block : {&thenBlock, &elseBlock}) {
    bool isElse = block == &elseBlock;
    if (isElse && used.empty() && isExpression(*block, isWithin))
      continue;
    if (isElse)
      lineWithoutComment("^ else |");
    ++depth;
    if (failed(writeBlock(*block)))
      return failure();
    for (unsigned i : used) {
      FailureOr<std::string> value = text(block->getTerminator()->getOperand(i));
      if (failed(value))
        return failure();
      lineWithoutComment(nameOf(op->getResult(i)) + " := " + *value);
    }
    --depth;
  }
  lineWithoutComment("^");
  return success();
}

/// Does the value, with all that is written within it, read the variable?
static bool reads(Value value, Value variable, llvm::function_ref<bool(Operation *)> isWithin) {
  if (value == variable)
    return true;
  Operation *op = value.getDefiningOp();
  return op && isWithin(op) && llvm::any_of(op->getOperands(), [&](Value operand) {
           return reads(operand, variable, isWithin);
         });
}

LogicalResult FunctionWriter::assignAll(ArrayRef<std::string> targets, ValueRange carried,
                                        ValueRange values, Operation *end) {
  auto isWithin = [&](Operation *op) { return isWithinUser(op); };
  SmallVector<std::pair<std::string, Value>> assignments;
  for (auto [i, value] : llvm::enumerate(values)) {
    if (value == carried[i])
      continue;
    // Read after an assignment that stands before it, the variable would have its next value.
    bool isLate = false;
    for (size_t j = 0; j < i; ++j)
      isLate |= values[j] != carried[j] && reads(value, carried[j], isWithin);
    FailureOr<std::string> written = text(value);
    if (failed(written))
      return failure();
    std::string next = *written;
    Operation *made = value.getDefiningOp();
    Operation *about = made && made->getBlock() == end->getBlock() ? made : end;
    if (isLate) {
      next = program.fresh("next_" + targets[i]);
      line(about, "let " + next + " := " + *written);
    }
    assignments.push_back({targets[i] + " := " + next, value});
  }
  for (auto &[assignment, value] : assignments) {
    Operation *made = value.getDefiningOp();
    bool isHere = made && made->getBlock() == end->getBlock() && isWithinUser(made);
    if (isHere)
      line(made, assignment);
    else
      lineWithoutComment(assignment);
  }
  return success();
}

FailureOr<SmallVector<std::string>> FunctionWriter::writeCarried(Operation *op, ValueRange inits,
                                                                 ValueRange yielded,
                                                                 ArrayRef<ValueRange> views) {
  SmallVector<std::string> targets;
  for (auto [i, init] : llvm::enumerate(inits)) {
    FailureOr<std::string> start = text(init);
    if (failed(start))
      return failure();
    targets.push_back(nameCarried(op->getResult(i), {yielded[i], init}));
    for (ValueRange view : views)
      names[view[i]] = targets.back();
    Operation *made = init.getDefiningOp();
    bool isStore = made && derivationOf(made) == Derivation::Stored;
    line(isStore ? made : op, "let " + targets.back() + " := " + *start);
  }
  return targets;
}

void FunctionWriter::writeLeave(const Twine &stays) {
  lineWithoutComment("if [not " + stays + "] |");
  ++depth;
  lineWithoutComment("break");
  --depth;
  lineWithoutComment("^");
}

LogicalResult FunctionWriter::writeLoop(Operation *op, const Twine &head, Region &body,
                                        ValueRange carried, ValueRange inits, bool breakable) {
  Operation *end = body.front().getTerminator();
  auto targets = writeCarried(op, inits, end->getOperands(), carried);
  if (failed(targets))
    return failure();
  line(op, head + " |");
  ++depth;
  auto known = breakable ? dyn_cast_or_null<BoolAttr>(constantOf(inits.front())) : BoolAttr();
  if (breakable && !(known && known.getValue()))
    writeLeave(targets->front());
  if (failed(writeBlock(body.front())) ||
      failed(assignAll(*targets, carried, end->getOperands(), end)))
    return failure();
  if (breakable)
    writeLeave(targets->front());
  --depth;
  lineWithoutComment("^");
  return success();
}

LogicalResult FunctionWriter::writeFor(ForOp op) {
  FailureOr<std::string> lower = text(op.getLower()), upper = text(op.getUpper()),
                         step = text(op.getStep());
  if (failed(lower) || failed(upper) || failed(step))
    return failure();
  std::string bounds = *step == "1" ? *lower == "0" ? *upper : *lower + ", " + *upper
                                    : *lower + ", " + *upper + ", " + *step;
  wanted.try_emplace(op.getInductionVar(), "i");
  bool isRead = !op.getInductionVar().use_empty();
  std::string head =
      "for [" + (isRead ? nameOf(op.getInductionVar()) : "_") + " in range[" + bounds + "]]";
  return writeLoop(op, head, op.getBody(), ValueRange(op.getCarried()), op.getInits(),
                   op.getBreakable());
}

LogicalResult FunctionWriter::writeForEach(ForEachOp op) {
  FailureOr<std::string> iterable = text(op.getIterable());
  if (failed(iterable))
    return failure();
  mlir::Block &body = op.getBody().front();
  wanted.try_emplace(body.getArgument(0), "item");
  wanted.try_emplace(body.getArgument(1), "i");
  if (op.getPairs())
    return refuse(op, "a loop over the entries of a dict of which only the run time knows,");
  bool isNumbered = !body.getArgument(1).use_empty();
  std::string head = nameOf(body.getArgument(0)) + " in " + *iterable;
  if (isNumbered)
    head = nameOf(body.getArgument(1)) + ", " + nameOf(body.getArgument(0)) + " in enumerate[" +
           *iterable + "]";
  return writeLoop(op, "for [" + head + "]", op.getBody(), body.getArguments().drop_front(2),
                   op.getInits(), op.getBreakable());
}

LogicalResult FunctionWriter::writeWhile(WhileOp op) {
  mlir::Block &condition = op.getConditionRegion().front(), &body = op.getBody().front();
  Operation *end = body.getTerminator();
  auto targets = writeCarried(op, op.getInits(), end->getOperands(),
                              {condition.getArguments(), body.getArguments()});
  if (failed(targets))
    return failure();
  bool isPlain = isExpression(condition, [&](Operation *inner) { return isWithinUser(inner); });
  Value value = condition.getTerminator()->getOperand(0);
  if (!isPlain) {
    line(op, "while [true] |");
    ++depth;
    if (failed(writeBlock(condition)))
      return failure();
  }
  FailureOr<std::string> written = text(value, isPlain ? 0 : notPrecedence + 1);
  if (failed(written))
    return failure();
  if (isPlain) {
    line(op, "while [" + *written + "] |");
    ++depth;
  } else {
    writeLeave(*written);
  }
  if (failed(writeBlock(body)) ||
      failed(assignAll(*targets, body.getArguments(), end->getOperands(), end)))
    return failure();
  --depth;
  lineWithoutComment("^");
  return success();
}

LogicalResult FunctionWriter::writeTry(TryOp op) {
  line(op, "try |");
  ++depth;
  if (failed(writeBlock(op.getBody().front())))
    return failure();
  --depth;
  mlir::Block &handler = op.getHandler().front();
  wanted.try_emplace(handler.getArgument(0), "e");
  lineWithoutComment("^ catch [" + nameOf(handler.getArgument(0)) + "] |");
  ++depth;
  if (failed(writeBlock(handler)))
    return failure();
  --depth;
  lineWithoutComment("^");
  return success();
}

//===-- Functions and programs ----------------------------------------------------------------===//

LogicalResult FunctionWriter::writeReturn(func::ReturnOp op) {
  if (op.getNumOperands() == 0)
    return success();
  FailureOr<std::string> values = list(op.getOperands());
  if (failed(values))
    return failure();
  line(op, "return[" + *values + "]");
  return success();
}

LogicalResult FunctionWriter::write(func::FuncOp function, bool isProgram) {
  nameFrom(function.getBody());
  plan(function.getBody());
  mlir::Block &body = function.getBody().front();
  auto ending = cast<func::ReturnOp>(body.getTerminator());
  if (isProgram)
    return writeBlock(body);
  auto declared = function->getAttrOfType<ArrayAttr>("cortex.params");
  std::string parameters;
  for (auto [i, argument] : llvm::enumerate(body.getArguments())) {
    if (declared && declared.size() == body.getNumArguments())
      wanted.try_emplace(argument, cast<StringAttr>(declared[i]).getValue().str());
    parameters += (i ? ", " : "") + nameOf(argument);
  }
  program.lines.push_back({0, "", ""});
  line(function, "func " + program.symbol(function.getName()) + "[" + parameters + "] |");
  ++depth;
  if (failed(writeBlock(body)) || failed(writeReturn(ending)))
    return failure();
  --depth;
  lineWithoutComment("^");
  return success();
}

/// Comments stand in one column where the lines let them.
static void print(const Line &line, raw_ostream &out) {
  constexpr size_t column = 64;
  std::string text = std::string(2 * line.depth, ' ') + line.text;
  out << text;
  if (!line.comment.empty())
    out << std::string(text.size() + 2 < column ? column - text.size() : 2, ' ') << "// "
        << line.comment;
  out << "\n";
}

LogicalResult cortex::writeProgram(ModuleOp module, const SurfaceOptions &options,
                                   raw_ostream &out) {
  auto given = module->getAttrOfType<TypeAttr>(defaultFloatAttr);
  FloatType defaultFloat = cast<FloatType>(given.getValue());
  ProgramText program(options, defaultFloat);
  func::FuncOp main;
  std::vector<Line> globals;
  for (Operation &op : *module.getBody()) {
    if (auto global = dyn_cast<GlobalOp>(op))
      globals.push_back({0, ("let " + program.symbol(global.getName()) + " := null").str(), ""});
    auto function = dyn_cast<func::FuncOp>(op);
    if (!function || function.isExternal())
      continue;
    if (function.getName() == mainSymbol)
      main = function;
    else if (failed(FunctionWriter(program).write(function, /*isProgram=*/false)))
      return failure();
  }
  program.lines.push_back({0, "", ""});
  if (main && failed(FunctionWriter(program).write(main, /*isProgram=*/true)))
    return failure();
  for (const std::string &text : options.header)
    out << "// " << text << "\n";
  if (defaultFloat.isF64())
    out << "dtype[\"float64\"]\n";
  if (program.usesPrimitives)
    out << "import [primitives]\n";
  for (auto &[name, made] : program.structs) {
    out << "\nstruct " << program.symbol(name) << " |\n";
    for (auto [field, type] : llvm::zip(made.getFields().getAsValueRange<StringAttr>(),
                                        made.getTypes().getAsValueRange<StringAttr>()))
      out << "  " << field << (type.empty() || type == "any" ? "" : ": " + type.str()) << "\n";
    out << "^\n";
  }
  for (const Line &line : globals)
    print(line, out);
  for (const Line &line : program.lines)
    print(line, out);
  return success();
}
