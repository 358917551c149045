#!/usr/bin/env python3
"""Writes random programs that take gradients and compare them with central differences.

    differentiable.py FIRST COUNT > batch.ctx      programs FIRST ... FIRST + COUNT - 1, one after the other

A program is made from its number alone, with the statements of generate.py and expressions that have a derivative
almost everywhere. Its function `p` makes a scalar out of some variables by way of everything that a program may do on
the way; `g` makes the variables out of numbers and tensors, its leaves, and takes the gradient; PRELUDE compares it for
each leaf with differences, and with `jvp`, and prints a line. A value's bound (the `whole` of expressions.py: below 2**whole in size) keeps slopes tame.
"""
import dataclasses
import sys

import generate
from expressions import BOOL, FLOAT, Function, INT, KEYS, STRING, Type, Value, Variable, is_float, tensor

# Functions of one number or tensor: text, the largest bound of the argument, the bound of the result (None: the same).
SMOOTH = [("sin[%s]", 9, 0), ("cos[%s]", 9, 0), ("tanh[%s]", 3, 0), ("sigmoid[%s]", 3, 0), ("atan[%s]", 4, 1),
          ("erf[%s]", 2, 0), ("exp[%s]", 1, 3), ("expm1[%s]", 1, 3), ("sinh[%s]", 1, 2), ("cosh[%s]", 1, 2),
          ("log[abs[%s] + 0.6]", 9, 3), ("sqrt[abs[%s] + 0.4]", 9, None), ("log1p[abs[%s]]", 9, 3),
          ("softplus[%s]", 4, None), ("silu[%s]", 4, None), ("gelu[%s]", 3, None), ("(-%s)", 9, None),
          ("((%s) ** 2)", 2, 4), ("((%s) ** 3.0)", 1, 3), ("((abs[%s] + 0.5) ** 1.7)", 2, 5), ("(1.5 ** %s)", 2, 3),
          ("(1.0 / ((%s) ** 2 + 0.7))", 3, 1), ("asin[0.9 * sin[%s]]", 3, 1), ("acos[0.9 * cos[%s]]", 3, 2),
          ("tan[0.6 * tanh[%s]]", 3, 1), ("atan2[%s, 1.3]", 3, 1)]
PIECEWISE = [("abs[%s]", 9, None), ("relu[%s]", 9, None), ("leaky_relu[%s]", 9, None), ("elu[%s]", 4, None),
             ("clip[%s, -0.83, 1.17]", 9, 1), ("max[%s, 0.37]", 9, None), ("min[0.89, %s]", 9, None),
             ("((%s) %% 1.73)", 3, 1), ("floor[%s]", 9, None), ("round[%s]", 9, None), ("sign[%s]", 9, 0)]
# Functions of a tensor along an axis that is there, and by how much they raise the bound.
ALONG = [("softmax[%s, axis=%d]", 3, 0), ("log_softmax[%s, axis=%d]", 2, 4), ("sort[%s, axis=%d]", 9, None),
         ("cumsum[%s, axis=%d]", 3, 5), ("flip[%s, axis=%d]", 9, None)]
# What brings a value that is too large back, for values of moderate size.
SQUASH = ["(1.7 * tanh[%s])", "(1.9 * sin[%s])", "atan[%s]", "((%s) / (0.6 + abs[%s]))"]
REDUCTIONS = [("sum", 2), ("mean", 0), ("max", 0), ("min", 0), ("logsumexp", 2), ("norm", 1)]
MOVING = {"flip", "sort", "cumsum"}


@dataclasses.dataclass
class Leaf:
    """A number or tensor that variables are made of."""
    name: str
    type: Type
    literal: str


@dataclasses.dataclass
class Argument:
    """A variable of the gradient, the leaves it is made of, and where they are in it."""
    name: str
    type: Type
    leaves: list
    paths: list
    made: str  # How, with a place for each leaf.

    def text(self, *names):
        return self.made % names


class Differentiable(generate.Program):
    """The generator of one program."""
    whole, fraction = 1, 0
    scalars = [FLOAT, FLOAT, FLOAT, INT, BOOL]
    matched = [INT, FLOAT, Type("tuple", (INT, FLOAT))]
    tensor_forms = (["binary"] * 5 + ["unary"] * 5 + ["product", "reduce", "applied"] * 2 +
                    ["where", "transpose", "concat", "slice", "reshape", "rows", "fill", "mapped", "along", "picked",
                     "outer", "centred", "flat", "larger"])

    def __init__(self, number, forward=True):
        super().__init__(number)
        self.forward = forward  # Whether `jvp` is to agree, too.
        self.arguments = []
        self.shapes = [tuple(self.random.randint(1, 3) for _ in range(self.pick([1, 1, 2, 2, 3]))) for _ in range(2)]

    # ---- what the expressions of random programs do, with derivatives

    def may_fail(self, share):
        return bool(self.tries) and self.chance(share)

    def random_tensor(self):
        if self.chance(0.8):
            return tensor("float64", *self.pick(self.shapes))
        return tensor("float64", *[self.random.randint(1, 3) for _ in range(self.pick([1, 2]))])

    plain_kinds, struct_share = ["scalar"] * 6 + ["tensor"] * 5, 2

    def scalar(self):
        return self.pick([FLOAT] * 5 + [INT])

    def part_type(self, kind, depth):
        return self.random_tensor() if kind == "list" else self.field()

    def field(self):
        return self.pick([FLOAT, self.random_tensor()])

    def iterated(self):
        return self.random_tensor(), self.field()

    def fit(self, value, kind):
        if not is_float(kind) or value.whole <= self.whole:
            return value.text
        if value.whole > 3 or self.chance(0.4):
            return "(%s * %s)" % (value.text, 2.0 ** (self.whole - value.whole))
        form = self.pick(SQUASH if len(value.text) < 40 else SQUASH[:-1])
        return form % ((value.text,) * form.count("%s"))

    def arithmetic(self, a, b, operators="+-*/"):
        operator = self.pick(operators)
        if operator == "/":
            return Value("(%s / (%s + abs[%s]))" % (a.text, self.pick(["0.7", "1.1"]), b.text), a.whole + 1)
        whole = a.whole + b.whole if operator == "*" else max(a.whole, b.whole) + 1
        if whole > 6:
            a, b = self.cut(a), self.cut(b)
            whole = 2 * self.whole
        return Value("(%s %s %s)" % (a.text, operator, b.text), whole)

    def cut(self, value):
        return self.kept(self.fit(value, FLOAT))

    def variables(self, kind, assignable=False):
        """Those that hold an object which is not to be changed are offered as a copy."""
        found = super().variables(kind, assignable)
        if kind.kind not in ("list", "dict", "struct"):
            return found
        return [variable if variable.assignable else Variable("(%s * 1.0)" % variable.name, kind) for variable in found]

    def wide(self, kind, depth):
        """Where nothing of the type is at hand, it is made of what is, so that all depends on the variables."""
        if not depth and is_float(kind) and not self.variables(kind) and self.chance(0.8):
            return self.converted(kind)
        return super().wide(kind, depth)

    def converted(self, kind):
        found = [pair for scope in self.scopes for variable in scope for pair in self.tracked(variable)]
        if not found:
            return self.literal_float() if kind == FLOAT else self.literal_tensor(kind)
        text, given = self.pick(found)
        if given != FLOAT:
            text = "mean[%s]" % text
        return self.kept(text) if kind == FLOAT else self.kept("(%s * %s)" % (text, self.literal_tensor(kind).text))

    def literal_float(self, unknown=False):
        text = "%.3f" % (self.pick([-1, 1, 1]) * self.random.uniform(0.2, 1.9))
        return self.kept('float["%s"]' % text if unknown and self.chance(0.2) else text)

    def literal_tensor(self, kind):
        # Not with its dtype, which the build says: a literal it is.
        return self.kept(super().literal_tensor(dataclasses.replace(kind, dtype="float")).text)

    def of_int(self, kind, depth):
        a, b = (self.expression(INT, depth - 1) for _ in range(2)) if depth else ("", "")
        form = self.pick(["literal"] * 2 + ["(%s + %s) %% 4", "%s * %s %% 3", "max[%s, %s]", "length", "truncate",
                                            "argmax"] if depth else ["literal"])
        if form == "literal":
            return Value(self.pick(["0", "1", "2", "3", 'int["2"]']))
        if form == "length":
            return Value("len[%s]" % self.expression(self.random_tensor(), depth - 1))
        if form == "truncate":
            return Value("int[floor[abs[%s]]]" % self.expression(FLOAT, depth - 1))
        if form == "argmax":
            return Value("argmax[%s]" % self.expression(tensor("float64", self.random.randint(1, 3)), depth - 1))
        return Value("(" + form % (a, b) + ")")

    def of_bool(self, kind, depth):
        if not depth:
            return Value(self.pick(["true", "false"]))
        form = self.pick(["number"] * 4 + ["int"] * 3 + ["any", "%s and %s", "%s or %s", "not %s"])
        limit = "%.3f" % self.random.uniform(-1.5, 1.5)
        if form == "number":
            return Value("(%s %s %s)" % (self.expression(FLOAT, depth - 1), self.pick("<>"), limit))
        if form == "any":
            return Value("%s[%s %s %s]" % (self.pick(["any", "all"]), self.expression(self.random_tensor(), depth - 1),
                                           self.pick("<>"), limit))
        if form == "int":
            return Value("(%s %s %s)" % (self.expression(INT, depth - 1), self.pick(["==", "!=", "<", ">="]),
                                         self.expression(INT, 0)))
        return Value("(" + form % tuple(self.expression(BOOL, depth - 1) for _ in range(form.count("%s"))) + ")")

    def of_float(self, kind, depth):
        if not depth:
            return self.literal_float(unknown=True)
        form = self.pick(["binary"] * 5 + ["unary"] * 5 + ["reduce"] * 4 + ["element"] * 2 +
                         ["applied", "larger", "whole", "where", "product"])
        return getattr(self, "float_" + form)(kind, depth - 1)

    def float_binary(self, kind, depth):
        return self.arithmetic(self.wide(FLOAT, depth), self.wide(FLOAT, depth))

    def float_unary(self, kind, depth):
        return self.function(kind, depth, self.pick(self.pick([SMOOTH, SMOOTH, PIECEWISE])))

    tensor_unary = float_unary

    def function(self, kind, depth, form, *further):
        text, limit, whole = form
        a = self.wide(kind, depth)
        if a.whole > limit:
            a = self.cut(a)
        return Value(text % (a.text, *further), max(a.whole, 1) if whole is None else whole)

    def float_larger(self, kind, depth):
        a, b = self.wide(kind, depth), self.wide(kind, depth)
        return Value("%s[%s, %s]" % (self.pick(["max", "min"]), a.text, b.text), max(a.whole, b.whole))

    tensor_larger = float_larger

    def float_whole(self, kind, depth):
        return Value("(%s * 0.3)" % self.expression(INT, depth), 1)

    def float_where(self, kind, depth):
        a, b = self.wide(kind, depth), self.wide(kind, depth)
        return Value("where[%s, %s, %s]" % (self.expression(BOOL, depth), a.text, b.text), max(a.whole, b.whole))

    def float_element(self, kind, depth):
        return self.kept(self.element(self.random_tensor(), depth))

    def float_reduce(self, kind, depth):
        name, raised = self.pick(REDUCTIONS + [("prod", 0), ("var", 0)])
        a = self.cut(self.wide(self.random_tensor(), depth))
        if name == "prod":
            a = Value("sin[%s]" % a.text)
        if name == "var":
            return Value("var[concat[[%s, [0.4, -1.3]]]]" % self.expression(tensor("float64", 2), depth), 3)
        return Value("%s[%s]" % (name, a.text), a.whole + raised + 1)

    def float_product(self, kind, depth):
        size = self.random.randint(1, 3)
        a, b = (self.expression(tensor("float64", size), depth) for _ in range(2))
        return Value(self.pick(["(%s @ %s)", "dot[%s, %s]"]) % (a, b), 4)

    def float_applied(self, kind, depth):
        """A function that is handed to a function."""
        text = self.pick(["p_twice[%s, %s]", "p_times[%s, %s, {}]".format(self.expression(INT, 0)), "p_made[%s][%s]"])
        return self.kept(text % (self.unnamed([kind], kind, depth), self.expression(kind, depth)))

    tensor_applied = float_applied

    def unnamed(self, kinds, result, depth):
        """A function value with parameters of these types."""
        scope = [Variable(self.fresh("x"), kind, False) for kind in kinds]
        self.scopes.append(scope)
        text = self.expression(result, max(depth, 1))
        self.scopes.pop()
        return "lambda[%s] -> %s" % (", ".join(variable.name for variable in scope), text)

    def tensor_where(self, kind, depth):
        a, b = self.wide(kind, depth), self.operand(kind, depth)
        condition = "%s %s %.3f" % (self.expression(kind, depth), self.pick("<>"), self.random.uniform(-1, 1))
        return Value("where[%s, %s, %s]" % (condition, a.text, b.text), max(a.whole, b.whole))

    def tensor_reduce(self, kind, depth):
        axis = self.random.randint(0, len(kind.shape))
        shape = list(kind.shape)
        shape.insert(axis, self.random.randint(1, 3))
        name, raised = self.pick(REDUCTIONS)
        return Value("%s[%s, axis=%d]" % (name, self.expression(tensor(kind.dtype, *shape), depth),
                                          axis - self.pick([0, len(shape)])), self.whole + raised + 1)

    def tensor_centred(self, kind, depth):
        a = self.named(kind, min(depth, 1))
        axis = self.random.randrange(len(kind.shape))
        return Value("(%s - %s[%s, axis=%d, keepdims=true])" % (a, self.pick(["sum", "mean", "max", "logsumexp"]), a, axis),
                     self.whole + 3)

    def tensor_along(self, kind, depth):
        form = self.pick([form for form in ALONG if self.chance(0.1) or form[0].split("[")[0] not in MOVING])
        return self.function(kind, depth, form, self.random.randrange(len(kind.shape)))

    def tensor_product(self, kind, depth):
        inner = self.random.randint(1, 3)
        if len(kind.shape) > 1:
            batch = kind.shape[:-2]
            left, right = (*batch, kind.shape[-2], inner), (*batch, inner, kind.shape[-1])
        else:
            left, right = self.pick([((kind.shape[0], inner), (inner,)), ((inner,), (inner, kind.shape[0]))])
        a, b = (self.expression(tensor(kind.dtype, *shape), depth) for shape in (left, right))
        return Value("(%s @ %s)" % (a, b), 4)

    def tensor_outer(self, kind, depth):
        if len(kind.shape) != 2:
            return self.tensor_binary(kind, depth)
        a, b = (self.expression(tensor(kind.dtype, size), depth) for size in kind.shape)
        return Value(self.pick(["outer[%s, %s]", "(%s ⊗ %s)"]) % (a, b), 2)

    def tensor_picked(self, kind, depth):
        """Rows that a tensor of ints names, some of them twice."""
        count = self.random.randint(1, 3)
        rows = [self.random.randrange(-count, count) for _ in range(kind.shape[0])]
        return self.kept("%s[%s]" % (self.named(tensor(kind.dtype, count, *kind.shape[1:]), depth), rows))

    def tensor_flat(self, kind, depth):
        if len(kind.shape) == 1:
            whole = self.pick([(kind.shape[0], 1), (1, kind.shape[0])])
            return self.kept("flatten[%s]" % self.expression(tensor(kind.dtype, *whole), depth))
        if 1 not in kind.shape:
            return self.tensor_binary(kind, depth)
        axis = kind.shape.index(1)
        rest = kind.shape[:axis] + kind.shape[axis + 1:]
        return self.kept("expand_dims[%s, %d]" % (self.expression(tensor(kind.dtype, *rest), depth), axis))

    def tensor_concat(self, kind, depth):
        return super().tensor_concat(kind, depth) if kind.shape[0] > 1 else self.tensor_unary(kind, depth)

    def tensor_fill(self, kind, depth):
        return self.kept("full[%s, %s]" % (list(kind.shape), self.expression(FLOAT, depth)))

    def tensor_mapped(self, kind, depth):
        if len(kind.shape) > 2:
            return self.tensor_binary(kind, depth)
        if len(kind.shape) == 2:
            return self.kept("[%s]" % ", ".join(self.tensor_mapped(tensor(kind.dtype, kind.shape[1]), min(depth, 1)).text
                                                for _ in range(kind.shape[0])))
        return self.kept("[%s]" % ", ".join(self.expression(FLOAT, depth) for _ in range(kind.shape[0])))

    def of_list(self, kind, depth):
        if kind.parts[0].kind != "tensor" or self.chance(0.02):
            return super().of_list(kind, depth)
        count = self.random.randint(1, 3)
        return Value("[%s]" % self.parts([self.expression(kind.parts[0], max(depth - 1, 0)) for _ in range(count)]))

    # ---- statements

    def print(self, *texts):
        """Nothing: what is printed is the comparison."""

    def statements(self, depth):
        kinds = ["declare"] * 5 + ["assign"] * 6 + ["part"] * 4 + ["closure", "unpack", "alias"]
        if depth:
            kinds += ["if"] * 3 + ["while", "for", "for", "count", "do", "iterate", "try", "match", "rows"]
        if self.tries:
            kinds += ["throw"]
        if self.loops:
            kinds += ["leave"] * 2
        if self.in_function:
            kinds += ["guard"] * bool(depth)
        return kinds

    def early_return(self):
        return "return[%s]" % self.expression(self.result, 1)

    def block(self, count, depth):
        known = len(self.functions)
        super().block(count, depth)
        del self.functions[known:]  # Closures are as local as variables.

    def do_closure(self, depth):
        """A function value, which may change what it has captured."""
        kinds = [self.field() for _ in range(self.random.randint(1, 2))]
        result = self.field()
        name = self.fresh("c")
        captured = self.any_variable(lambda variable: variable.type.kind in ("float", "tensor"))
        if captured and self.chance(0.4):
            scope = [Variable(self.fresh("x"), kind, False) for kind in kinds]
            self.line("let %s := lambda[%s] |" % (name, ", ".join(variable.name for variable in scope)))
            self.indent += 1
            self.scopes.append(scope)
            self.line("%s := %s" % (captured.name, self.expression(captured.type, 2)))
            self.line("return[%s]" % self.expression(result, 2))
            self.scopes.pop()
            self.indent -= 1
            self.line("^")
        else:
            self.line("let %s := %s" % (name, self.unnamed(kinds, result, 2)))
        self.functions.append(Function(name, [("", kind) for kind in kinds], result, required=len(kinds), named=False))

    def do_rows(self, depth):
        kind = self.random_tensor()
        row = self.fresh("x")
        self.line("for [%s in %s] |" % (row, self.expression(kind, 2)))
        self.loop(depth, [Variable(row, tensor(kind.dtype, *kind.shape[1:]) if len(kind.shape) > 1 else FLOAT, False)])
        self.line("^")

    def patterns(self, name, other):
        number = Variable(other, FLOAT, False)
        return {"int": [("%d" % self.random.randint(0, 3), []), ("%s: int" % name, [Variable(name, INT, False)])],
                "float": [("%s: int" % name, []), ("%s: float" % other, [number])],
                "tuple": [("[%s, %s]" % (name, other), [Variable(name, INT, False), number]), ("[1, %s]" % other, [number]),
                          ("[%s]" % name, [])]}

    # ---- functions

    def make_function(self):
        self.in_function = True
        known = len(self.functions)
        self.make_recursion() if self.chance(0.3) else super().make_function()
        del self.functions[known:-1]  # Closures of the function itself.
        self.in_function = False

    def make_recursion(self):
        name, kind = self.fresh("f"), self.field()
        self.lines += ["func %s[a0, n: int] |" % name, "  if [n <= 0] |"]
        self.scopes = [self.globals, [Variable("a0", kind), Variable("n", INT, False)]]
        self.result = kind
        self.lines += ["    return[%s]" % self.expression(kind, 2), "  ^"]
        for _ in range(self.random.randint(0, 2)):
            self.statement(1)
        self.declare(kind, "%s[%s, n - 1]" % (name, self.expression(kind, 1)))
        for _ in range(self.random.randint(0, 1)):
            self.statement(1)
        self.line("return[%s]" % self.expression(kind, 2))
        self.lines.append("^")
        self.functions.append(Function(name, [("a0", kind), ("n", INT)], kind, required=2))

    # ---- the variables of the gradient

    def make_argument(self):
        name = self.fresh("x")
        kind = self.pick(["float", "tensor", "tensor", "list", "dict"] + ["struct"] * bool(self.structs))
        if kind == "struct":
            whole = self.pick(self.structs)
            paths = [".f%d" % number for number in range(len(whole.parts))]
            return self.argument(name, whole, whole.parts, paths, whole.name + "[%s]" % ", ".join(["%s"] * len(paths)))
        if kind == "list":
            part, count = self.random_tensor(), self.random.randint(1, 3)
            return self.argument(name, Type("list", (part,)), [part] * count, ["[%d]" % number for number in range(count)],
                                 "[%s]" % ", ".join(["%s"] * count))
        if kind == "dict":
            part = self.field()
            return self.argument(name, Type("dict", (part,)), [part] * len(KEYS), ['["%s"]' % key for key in KEYS],
                                 "{%s}" % ", ".join('"%s": %%s' % key for key in KEYS))
        part = FLOAT if kind == "float" else self.random_tensor()
        return self.argument(name, part, [part], [""], "%s")

    def argument(self, name, kind, parts, paths, made):
        leaves = [Leaf(self.fresh("l"), part, self.literal_float().text if part == FLOAT else self.literal_tensor(part).text)
                  for part in parts]
        return Argument(name, kind, leaves, paths, made)

    @property
    def leaves(self):
        return [leaf for argument in self.arguments for leaf in argument.leaves]

    def made(self, names):
        """The arguments, made of these leaves."""
        names = iter(names)
        return [argument.text(*(next(names) for _ in argument.leaves)) for argument in self.arguments]

    # ---- the whole

    def total(self):
        """A scalar that most of what is in scope goes into."""
        self.scopes.append([])
        terms = [self.expression(FLOAT, 2)]
        for variable in [variable for scope in self.scopes for variable in scope]:
            terms += [self.weighed(text, kind) for text, kind in self.tracked(variable) if self.chance(0.8)]
        self.scopes.pop()
        return " + ".join(terms)

    def tracked(self, variable):
        """What a variable holds: floats and tensors, each with its type."""
        name, kind = variable.name, variable.type
        if kind.kind in ("float", "tensor"):
            return [(name, kind)]
        if kind.kind == "struct":
            return [("%s.f%d" % (name, number), part) for number, part in enumerate(kind.parts)]
        if kind.kind == "tuple":
            return [("%s[%d]" % (name, number), part) for number, part in enumerate(kind.parts) if part != INT]
        if kind.kind == "list":
            return [("%s[0]" % name, kind.parts[0])]
        return []

    def weighed(self, text, kind):
        weight = "%.2f" % self.random.uniform(-1, 1)
        if kind == FLOAT:
            return "%s * %s" % (weight, text)
        return self.pick(["%s * sum[%s]", "%s * mean[%s]", "%s * sum[%s ** 2]"]) % (weight, text)

    def make_body(self):
        """The statements of `p`; they start with the globals, so that all calls do the same."""
        self.lines = []
        functions, self.functions = self.functions, []
        scopes, self.scopes = self.scopes, self.scopes[1:]
        for variable in self.globals:
            self.line("%s := %s" % (variable.name, self.expression(variable.type, 2)))
        self.functions, self.scopes = functions, scopes
        for _ in range(self.random.randint(3, 8)):
            self.statement(2)
        return self.lines + ["  let %s := %s" % (self.value, self.total())]

    def of_leaves(self, results):
        """The gradients of the leaves, out of those of the arguments."""
        return [result + path for argument, result in zip(self.arguments, results) for path in argument.paths]

    # Each `take` gives the statements that take the gradient of `value`, which `making` made of the arguments, and the
    # gradients of the leaves.

    def take_each(self, making):
        form = self.pick(["∇[%s, %s]", "grad[%s, %s]", "∂[%s, %s]"])
        results = [self.fresh("d") for _ in self.arguments]
        return making + ["  let %s := %s" % (result, form % (self.value, argument.name))
                         for result, argument in zip(results, self.arguments)], self.of_leaves(results)

    def take_list(self, making):
        result = self.fresh("d")
        names = ", ".join(argument.name for argument in self.arguments)
        return making + ["  let %s := ∇[%s, [%s]]" % (result, self.value, names)], self.of_leaves(
            ["%s[%d]" % (result, number) for number in range(len(self.arguments))])

    def take_parts(self, making):
        return making, ["∇[%s, %s%s]" % (self.value, argument.name, path)
                        for argument in self.arguments for path in argument.paths]

    def take_alias(self, making):
        """By another name of each variable."""
        names = [self.fresh("z") for _ in self.arguments]
        aliases = ["  let %s := %s" % (name, argument.name) for name, argument in zip(names, self.arguments)]
        return aliases + making, self.of_leaves(["(∇[%s, %s])" % (self.value, name) for name in names])

    def take_step(self, making):
        """By a function that is given the value."""
        return making, self.of_leaves(["p_gradient[%s, %s]" % (argument.name, self.value) for argument in self.arguments])

    def take_function(self, function):
        """By the gradient function of each argument."""
        names = [argument.name for argument in self.arguments]
        results = [self.fresh("d") for _ in names]
        return ["  let %s := (∇[%s, %d])[%s]" % (result, function, number, ", ".join(names))
                for number, result in enumerate(results)], self.of_leaves(results)

    def take_pair(self, function):
        """By `value_and_grad` of functions of one argument each, with the others captured."""
        lines, results = [], []
        for argument in self.arguments:
            given = [other.name if other is not argument else "t" for other in self.arguments]
            both, result = self.fresh("b"), self.fresh("d")
            lines += ["  let %s := value_and_grad[lambda[t] -> %s[%s]]" % (both, function, ", ".join(given)),
                      "  let %s, %s := %s[%s]" % (self.fresh("y"), result, both, argument.name)]
            results.append(result)
        return lines, self.of_leaves(results)

    def take(self, function):
        """A gradient of a function of all arguments, in some way."""
        form = self.pick(["each", "each", "list", "parts", "alias", "step", "function", "pair"])
        if form in ("function", "pair"):
            return getattr(self, "take_" + form)(function)
        call = "  let %s := %s[%s]" % (self.value, function, ", ".join(argument.name for argument in self.arguments))
        return getattr(self, "take_" + form)([call])

    def second(self, function):
        """A function of the same arguments that takes the gradient of this one; its name."""
        name = function + "_2"
        names = ", ".join(argument.name for argument in self.arguments)
        self.lines.append("func %s[%s] |" % (name, names))
        if self.chance(0.3):
            first, value = self.arguments[0].name, self.value
            self.lines += ["  for [i in range[2]] |", "    let %s := %s[%s]" % (value, function, names),
                           "    %s := %s - ∇[%s, %s] * 0.1" % (first, first, value, first), "  ^",
                           "  return[%s[%s]]" % (function, names)]
        else:
            lines, gradients = self.take(function)
            self.lines += lines + ["  return[%s]" % " + ".join(
                self.weighed(text, leaf.type) for text, leaf in zip(gradients, self.leaves))]
        self.lines.append("^")
        return name

    def write(self):
        """The text of the program."""
        self.value = "y%d" % self.number
        for _ in range(self.random.randint(0, 2)):
            self.make_struct()
        for _ in range(self.pick([0, 0, 1])):
            kind = self.field()
            self.globals.append(Variable(self.fresh("g"), kind))
            self.lines.append("let %s := %s" % (self.globals[-1].name, self.expression(kind, 0)))
        for _ in range(self.random.randint(0, 3)):
            self.make_function()
        self.arguments = [self.make_argument() for _ in range(self.pick([1, 1, 2, 3]))]
        inlined = self.chance(0.3)  # Whether the gradient stands behind the statements, or behind a call.
        self.in_function = not inlined
        self.result = FLOAT
        self.scopes = [self.globals, [
            Variable(argument.name, argument.type, not inlined and argument.type.kind in ("float", "tensor"))
            for argument in self.arguments]]
        before = self.lines
        body = self.make_body()
        function = "p%d" % self.number
        names = [argument.name for argument in self.arguments]
        self.lines = before + ["func %s[%s] |" % (function, ", ".join(names))] + body + [
            "  return[%s]" % self.value, "^"]
        if inlined:
            statements, gradients = getattr(self, "take_" + self.pick(["each", "list", "parts", "step"]))(body)
        else:
            if self.chance(0.25):
                function = self.second(function)
            statements, gradients = self.take(function)
        self.compare(function, statements, gradients)
        return "\n".join(self.lines) + "\n"

    def compare(self, function, statements, gradients):
        """Takes the gradient at the top level or in a function, and compares it for each leaf."""
        leaves = [leaf.name for leaf in self.leaves]
        self.lines += ["let %s := %s" % (leaf.name, leaf.literal) for leaf in self.leaves]
        making = ["  let %s := %s" % (argument.name, text)
                  for argument, text in zip(self.arguments, self.made(leaves))]
        results = [self.fresh("d") for _ in leaves]
        if self.chance(0.4):
            self.lines += [line[2:] for line in making + statements]
            self.lines += ["let %s := %s" % pair for pair in zip(results, gradients)]
        else:
            name = "g%d" % self.number
            self.lines += ["func %s[%s] |" % (name, ", ".join(leaves))] + making + statements
            self.lines += ["  return[%s]" % ", ".join(gradients), "^"]
            self.lines.append("let %s := %s[%s]" % (", ".join(results), name, ", ".join(leaves)))
        for leaf, result in zip(self.leaves, results):
            given = ", ".join(self.made("t" if name == leaf.name else name for name in leaves))
            texts = (leaf.type.kind, self.number, leaf.name, result, function, given, leaf.name)
            self.lines.append('p_check_%s["%d %s", %s, lambda[t] -> %s[%s], %s]' % texts)
            if self.forward:
                self.lines.append('p_forward_%s["%d %s", %s, lambda[t] -> %s[%s], %s]' % texts)


PRELUDE = generate.PRELUDE + """func p_twice[f, x] |
  return[f[f[x]]]
^
func p_times[f, x, n] |
  for [i in range[n]] |
    x := f[x]
  ^
  return[x]
^
func p_made[f] |
  return[lambda[x] -> f[f[x]]]
^
func p_gradient[x, y] |
  return[∇[y, x]]
^
func p_quotient[f, x, h] |
  return[(f[x + h] - f[x - h]) / (2.0 * h)]
^
func p_agree[name, gradient, f, x] |
  let slope := p_quotient[f, x, 1e-5]
  let scale := max[1.0, abs[slope]]
  if [not (abs[slope - p_quotient[f, x, 2e-5]] < 2e-6 * scale) or f[x] != f[x]] |
    print[name, "unstable"]
    return[false]
  ^
  if [not (abs[gradient - slope] < 1e-5 * scale)] |
    print[name, "differs:", gradient, "for", slope]
    return[false]
  ^
  return[true]
^
func p_check_float[name, gradient, f, x: float] |
  if [p_agree[name, gradient, f, x]] |
    print[name, "ok"]
  ^
^
func p_check_tensor[name, gradient, f, x: tensor] |
  let flat := reshape[x, [x.size]]
  let found := reshape[gradient, [x.size]]
  for [i in range[x.size]] |
    let along := lambda[t] |
      let moved := flat
      moved[i] := t
      return[f[reshape[moved, x.shape]]]
    ^
    guard [p_agree[name, found[i], along, flat[i]]] else return[null]
  ^
  print[name, "ok"]
^
func p_same[name, tangent, product, whole] |
  if [whole != whole or abs[tangent - product] < 1e-7 * max[1.0, whole]] |
    print[name, "forward ok"]
  ^ else |
    print[name, "differs: forward", tangent, "for", product]
  ^
^
func p_forward_float[name, gradient, f, x: float] |
  p_same[name, jvp[f, x, 0.7], gradient * 0.7, abs[gradient]]
^
func p_forward_tensor[name, gradient, f, x: tensor] |
  let v := cos[37.0 * x + 1.0]
  p_same[name, jvp[f, x, v], sum[gradient * v], sum[abs[gradient]]]
^
"""


def main():
    first, count = int(sys.argv[1]), int(sys.argv[2])
    sys.stdout.write(PRELUDE + "".join(Differentiable(number).write() for number in range(first, first + count)))


if __name__ == "__main__":
    main()
