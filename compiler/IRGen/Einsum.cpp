// Part of Cortex, under the MIT licence.
// Owns `einsum`: the formula, which the program writes out, becomes transposes, products and sums.
#include "IRGen/Generator.h"

namespace cortex {

namespace {
/// The letters of the axes of each operand, and of the result.
struct EinsumFormula {
  llvm::SmallVector<std::string, 2> operands;
  std::string result;
  std::string fault; ///< What is wrong with it, in words; empty if nothing.
};
} // namespace

static bool isRepeated(llvm::StringRef letters, size_t place) {
  return letters.find(letters[place], place + 1) != llvm::StringRef::npos;
}

/// Without an arrow the result has the letters that stand once, in the order of the alphabet.
static std::string impliedResult(llvm::ArrayRef<std::string> operands) {
  std::string all, once;
  for (const std::string &letters : operands)
    all += letters;
  for (char letter : all)
    if (llvm::count(all, letter) == 1)
      once += letter;
  llvm::sort(once);
  return once;
}

static EinsumFormula parseFormula(llvm::StringRef text) {
  EinsumFormula formula;
  std::string packed;
  for (char sign : text)
    if (sign != ' ')
      packed += sign;
  if (llvm::StringRef(packed).contains("..."))
    return formula.fault = "`...` is not known: every axis has a letter", formula;
  auto [left, right] = llvm::StringRef(packed).split("->");
  bool hasArrow = llvm::StringRef(packed).contains("->");
  llvm::SmallVector<llvm::StringRef, 2> parts;
  left.split(parts, ',');
  for (llvm::StringRef part : parts)
    formula.operands.push_back(part.str());
  for (char sign : left.str() + right.str())
    if (!llvm::isAlpha(sign) && sign != ',')
      return formula.fault = std::string("`") + sign + "` in the formula is no letter", formula;
  formula.result = hasArrow ? right.str() : impliedResult(formula.operands);
  for (size_t i = 0; i < formula.result.size(); ++i) {
    char letter = formula.result[i];
    if (!left.contains(letter))
      return formula.fault = std::string("`") + letter + "` of the result is in no operand",
             formula;
    if (isRepeated(formula.result, i))
      return formula.fault = std::string("`") + letter + "` is in the result twice", formula;
  }
  return formula;
}

namespace {
/// Translates one `einsum`; every operand is a value with the letters of its axes.
class EinsumEmitter {
public:
  struct Operand {
    Value value;
    std::string letters;
  };
  using Call = llvm::function_ref<Value(llvm::StringRef, llvm::ArrayRef<Value>)>;

  EinsumEmitter(Call call, llvm::function_ref<Value(int64_t)> number,
                llvm::function_ref<Value(llvm::StringRef)> text,
                llvm::function_ref<Value(llvm::ArrayRef<Value>)> list,
                llvm::function_ref<Value(llvm::ArrayRef<int64_t>)> tensor)
      : call(call), number(number), text(text), list(list), tensor(tensor) {}

  Value emit(llvm::SmallVector<Operand> operands, llvm::StringRef result);

private:
  Value axes(llvm::StringRef of, llvm::StringRef letters);
  void takeDiagonals(Operand &operand);
  void sumOut(Operand &operand, llvm::StringRef kept);
  Operand arrange(const Operand &operand, std::string letters);
  Operand multiply(const Operand &a, const Operand &b, llvm::StringRef kept);

  Call call;
  llvm::function_ref<Value(int64_t)> number;
  llvm::function_ref<Value(llvm::StringRef)> text;
  llvm::function_ref<Value(llvm::ArrayRef<Value>)> list;
  llvm::function_ref<Value(llvm::ArrayRef<int64_t>)> tensor;
};
} // namespace

/// The places of letters among those of an operand.
Value EinsumEmitter::axes(llvm::StringRef of, llvm::StringRef letters) {
  llvm::SmallVector<Value> places;
  for (char letter : letters)
    places.push_back(number(static_cast<int64_t>(of.find(letter))));
  return list(places);
}

void EinsumEmitter::takeDiagonals(Operand &operand) {
  for (size_t i = 0; i < operand.letters.size(); ++i)
    while (isRepeated(operand.letters, i)) {
      size_t again = operand.letters.find(operand.letters[i], i + 1);
      operand.value =
          call("_diagonal", {operand.value, number(static_cast<int64_t>(i)),
                             number(static_cast<int64_t>(again)), text({&operand.letters[i], 1})});
      operand.letters.erase(again, 1);
    }
}

/// Sums over the axes whose letters nothing else has.
void EinsumEmitter::sumOut(Operand &operand, llvm::StringRef kept) {
  for (size_t i = operand.letters.size(); i-- > 0;)
    if (!kept.contains(operand.letters[i])) {
      operand.value = call("sum", {operand.value, number(static_cast<int64_t>(i))});
      operand.letters.erase(i, 1);
    }
}

/// The operand with its axes in the order of the letters.
EinsumEmitter::Operand EinsumEmitter::arrange(const Operand &operand, std::string letters) {
  if (operand.letters == letters)
    return operand;
  llvm::SmallVector<int64_t> places;
  for (char letter : letters)
    places.push_back(static_cast<int64_t>(operand.letters.find(letter)));
  return {call("transpose", {operand.value, tensor(places)}), letters};
}

EinsumEmitter::Operand EinsumEmitter::multiply(const Operand &a, const Operand &b,
                                               llvm::StringRef kept) {
  std::string batch, left, right, shared;
  for (char letter : a.letters)
    (!llvm::StringRef(b.letters).contains(letter) ? left
     : kept.contains(letter)                      ? batch
                                                  : shared) += letter;
  for (char letter : b.letters)
    if (!llvm::StringRef(a.letters).contains(letter))
      right += letter;
  Operand checked = a;
  for (char letter : batch + shared)
    checked.value =
        call("_check_letter", {text({&letter, 1}), checked.value, axes(a.letters, {&letter, 1}),
                               b.value, axes(b.letters, {&letter, 1})});
  Operand x = arrange(checked, batch + left + shared), y = arrange(b, batch + shared + right);
  Value product =
      call("_einsum_product", {x.value, y.value, axes(x.letters, batch), axes(x.letters, left),
                               axes(x.letters, shared), axes(y.letters, right)});
  return {product, batch + left + right};
}

Value EinsumEmitter::emit(llvm::SmallVector<Operand> operands, llvm::StringRef result) {
  for (Operand &operand : operands) {
    operand.value = call("_check_rank", {operand.value, text(operand.letters),
                                         number(static_cast<int64_t>(operand.letters.size()))});
    takeDiagonals(operand);
  }
  Operand total = operands.front();
  for (size_t i = 0; i < operands.size(); ++i) {
    std::string later = result.str();
    for (const Operand &operand : llvm::drop_begin(operands, i + 1))
      later += operand.letters;
    if (i > 0) {
      sumOut(operands[i], later + total.letters);
      total = multiply(total, operands[i], later);
    } else {
      sumOut(total, later);
    }
  }
  return arrange(total, result.str()).value;
}

Value FunctionGenerator::emitEinsum(llvm::ArrayRef<Argument> arguments, const Expr *piped,
                                    SourceRange range) {
  Location loc = at(range);
  auto refuse = [&](std::string why) {
    module.error(DiagKind::InvalidArgument, range).arg("einsum").arg(std::move(why));
    return nothing(loc);
  };
  auto *literal = !piped && !arguments.empty()
                      ? llvm::dyn_cast_or_null<StringLiteralExpr>(arguments.front().value.get())
                      : nullptr;
  if (!literal)
    return refuse("its formula, the first argument, is written out, such as \"ij,jk->ik\"");
  EinsumFormula formula = parseFormula(literal->value);
  if (!formula.fault.empty())
    return refuse(formula.fault);
  if (formula.operands.size() != arguments.size() - 1)
    return refuse("the formula is for " + countedNoun(formula.operands.size(), "tensor") +
                  ", and " + std::to_string(arguments.size() - 1) + " follow");
  llvm::SmallVector<EinsumEmitter::Operand> operands;
  for (auto [letters, argument] : llvm::zip_equal(formula.operands, arguments.drop_front())) {
    if (argument.isNamed() || !argument.value)
      return refuse("takes tensors after the formula");
    operands.push_back({emitExpr(*argument.value), letters});
  }
  auto call = [&](llvm::StringRef name, llvm::ArrayRef<Value> values) {
    llvm::SmallVector<CallArgument> given;
    for (Value value : values)
      given.push_back({{}, range, value, nullptr, false});
    return callLibrary(name, given, range);
  };
  auto number = [&](int64_t value) { return constant(value, loc); };
  auto text = [&](llvm::StringRef value) { return constant(value, loc); };
  auto list = [&](llvm::ArrayRef<Value> values) { return emitOp("list", values, loc); };
  auto tensor = [&](llvm::ArrayRef<int64_t> values) -> Value {
    auto elements = builder.getI64TensorAttr(values);
    return ConstantOp::create(builder, loc, elements.getType(), elements);
  };
  return EinsumEmitter(call, number, text, list, tensor).emit(std::move(operands), formula.result);
}

} // namespace cortex
