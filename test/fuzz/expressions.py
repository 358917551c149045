"""Random expressions of a wanted type. Floats are multiples of a power of two and small enough that every operation on
them is exact, in whatever order and precision it is done: an expression carries how many bits its value has before and
behind the point.
"""
import dataclasses
import random

# Bits that a float may need in all: what float32 holds, less two.
FLOAT_BITS = 22
WORDS = ["", "a", "naïve", "Cortex", "x y", "∇", "0", "long word here"]
KEYS = ["a", "b", "c", "k1"]


@dataclasses.dataclass(frozen=True)
class Type:
    """`kind` is int, float, bool, string, tensor, list, dict, struct or tuple."""
    kind: str
    parts: tuple = ()  # Of a list and a dict the element, of a tuple and a struct all of them.
    dtype: str = ""
    shape: tuple = ()
    name: str = ""


INT, FLOAT, BOOL, STRING = (Type(kind) for kind in ("int", "float", "bool", "string"))
SCALARS = [INT, FLOAT, BOOL, STRING]


def tensor(dtype, *shape):
    return Type("tensor", dtype=dtype, shape=tuple(shape))


def is_float(kind):
    return kind.kind == "float" or kind.dtype.startswith("float")


@dataclasses.dataclass
class Value:
    """An expression; floats are below 2**whole in size and multiples of 2**-fraction."""
    text: str
    whole: int = 0
    fraction: int = 0

    def fits(self, whole, fraction):
        return self.whole <= whole and self.fraction <= fraction


@dataclasses.dataclass
class Variable:
    name: str
    type: Type
    assignable: bool = True


@dataclasses.dataclass
class Function:
    name: str
    parameters: list
    result: Type
    variadic: bool = False
    required: int = 0
    named: bool = True  # Whether arguments may be given by name.


class Expressions:
    """Makes expressions out of what is in scope; the methods `of_<kind>` are those of one kind."""
    # What a float variable may hold, so that loops cannot make it grow.
    whole, fraction = 4, 3
    tensor_forms = ["binary"] * 5 + ["unary"] * 2 + ["where", "transpose", "reduce", "product", "concat", "slice",
                                                     "reshape", "order", "convert", "rows", "fill", "mapped"]

    def __init__(self, number):
        self.random = random.Random(number)
        self.number = number
        self.lines = []
        self.indent = 1
        self.globals = []
        self.scopes = [[]]
        self.functions = []
        self.structs = []
        self.names = 0
        self.loops = 0
        self.tries = 0
        self.in_function = False
        self.result = None

    # ---- choices and names

    def chance(self, share):
        return self.random.random() < share

    def pick(self, items):
        return self.random.choice(items)

    def fresh(self, stem):
        self.names += 1
        return "%s%d_%d" % (stem, self.number, self.names)

    def line(self, text):
        self.lines.append("  " * self.indent + text)

    def may_fail(self, share):
        """Whether to write, with that probability, what may throw."""
        return self.chance(share)

    def variables(self, kind, assignable=False):
        return [variable for scope in self.scopes for variable in scope
                if variable.type == kind and (variable.assignable or not assignable)]

    def random_tensor(self):
        dtype = self.pick(["float32", "float32", "float64", "int64"])
        return tensor(dtype, *[self.random.randint(1, 4) for _ in range(self.pick([1, 1, 2, 2, 3]))])

    # How often a type is of each kind, and a structure beside them.
    plain_kinds, struct_share = ["scalar"] * 5 + ["tensor"] * 4, 1

    def random_type(self, depth=2):
        kinds = list(self.plain_kinds)
        if depth:
            kinds += ["list", "dict", "tuple"] + ["struct"] * self.struct_share * bool(self.structs)
        kind = self.pick(kinds)
        if kind == "scalar":
            return self.scalar()
        if kind == "tensor":
            return self.random_tensor()
        if kind == "struct":
            return self.pick(self.structs)
        if kind == "tuple":
            return Type("tuple", tuple(self.random_type(0) for _ in range(self.random.randint(2, 3))))
        return Type(kind, (self.part_type(kind, depth),))

    def scalar(self):
        return self.pick(SCALARS)

    def part_type(self, kind, depth):
        """What a list or dict holds."""
        return self.random_type(depth - 1)

    # ---- expressions

    def expression(self, kind, depth):
        """An expression of a type; its value fits a variable."""
        return self.fit(self.wide(kind, depth), kind)

    def kept(self, text):
        """What a variable may hold."""
        return Value(text, self.whole, self.fraction)

    def fit(self, value, kind):
        """The value, with what is too much for a variable cut off."""
        if not is_float(kind) or value.fits(self.whole, self.fraction):
            return value.text
        text = value.text
        if value.fraction > self.fraction:
            text = "floor[%s]" % text
        if value.whole > self.whole:
            text = "((%s) %% %d.0)" % (text, 1 << self.whole)
        return text

    def wide(self, kind, depth):
        """An expression of a type, as it comes."""
        known = self.variables(kind)
        if known and self.chance(0.45 if depth else 0.8):
            return self.kept(self.pick(known).name)
        if depth and self.chance(0.12):
            return self.choice(kind, depth - 1)
        callees = [function for function in self.functions if function.result == kind]
        if depth and callees and self.chance(0.3):
            return self.kept(self.call(self.pick(callees), depth - 1))
        if depth and self.chance(0.25):
            part = self.part(kind, depth - 1)
            if part:
                return self.kept(part)
        return getattr(self, "of_" + kind.kind)(kind, depth)

    def choice(self, kind, depth):
        condition = self.expression(BOOL, depth)
        first, second = self.wide(kind, depth), self.wide(kind, depth)
        return Value("(%s ? %s : %s)" % (condition, first.text, second.text), max(first.whole, second.whole),
                     max(first.fraction, second.fraction))

    def call(self, function, depth):
        """A call with some of what may be left out, and some arguments by name."""
        count = self.random.randint(function.required, len(function.parameters))
        given = [(name, self.expression(kind, depth)) for name, kind in function.parameters[:count]]
        by_name = count if function.variadic or not function.named else self.random.randint(0, count)
        texts = [text for _, text in given[:by_name]]
        named = ["%s=%s" % pair for pair in given[by_name:]]
        self.random.shuffle(named)
        if function.variadic:
            named += [self.expression(FLOAT, depth) for _ in range(self.random.randint(0, 3))]
        return "%s[%s]" % (function.name, ", ".join(texts + named))

    def part(self, kind, depth):
        """A part of something larger that is of the type, or None."""
        found = []
        for variable in (variable for scope in self.scopes for variable in scope):
            for number, part in enumerate(variable.type.parts):
                if part == kind:
                    found.append((variable, number))
        if not found:
            return None
        variable, number = self.pick(found)
        whole = variable.type.kind
        if whole == "struct":
            return "%s.f%d" % (variable.name, number)
        if whole == "tuple":
            return "%s[%d]" % (variable.name, number)
        if whole == "list":
            default = self.expression(kind, depth)
            index = "(%s) %% len[%s]" % (self.expression(INT, depth), variable.name)
            return "(len[%s] > 0 ? %s[%s] : %s)" % (variable.name, variable.name, index, default)
        key = self.pick(KEYS)
        if self.may_fail(0.1):
            return '%s[str["%s"]]' % (variable.name, key)  # May not be there: an error to catch.
        return '%s.get["%s", %s]' % (variable.name, key, self.expression(kind, depth))

    def of_int(self, kind, depth):
        if not depth:
            number = self.pick([0, 1, 2, 3, 5, 7, 10, -1, -4, 100])
            return Value('int["%d"]' % number if self.chance(0.3) else str(number))  # Known to the compiler, or not.
        a = self.expression(INT, depth - 1)
        b = self.expression(INT, depth - 1)
        form = self.pick(["(%s + %s)", "(%s - %s)", "(%s * %s)", "(%s %% 7 + %s)", "max[%s, %s]", "min[%s, %s]",
                          "abs[%s] - %s", "-(%s) + %s", "(%s % 5) ** 2 + %s", "length", "size", "truncate", "element",
                          "total", "modulo"])
        if form == "length":
            return Value("len[%s]" % self.expression(self.pick([STRING, Type("list", (STRING,))]), depth - 1))
        if form == "size":
            return Value("%s.size" % self.named(self.random_tensor(), depth - 1))
        if form == "truncate":
            return Value("int[floor[%s]]" % self.expression(FLOAT, depth - 1))
        if form == "element":
            return Value(self.element(tensor("int64", self.random.randint(1, 4)), depth - 1))
        if form == "total":
            return Value("sum[%s]" % self.expression(tensor("int64", self.random.randint(1, 4)), depth - 1))
        if form == "modulo":
            return Value("(%s %% %s)" % (a, self.unknown(b)))  # By zero now and then: an error to catch.
        if form.startswith("(%s % 5)"):
            return Value("((%s %% 5) ** 2 + %s)" % (a, b))
        return Value("(" + form % (a, b) + ")")

    @staticmethod
    def unknown(text):
        """The same int, but not for the compiler, which refuses what must fail."""
        return '(%s + int["0"])' % text

    def named(self, kind, depth):
        """The expression in a form that `.` or `[` can follow."""
        text = self.expression(kind, depth)
        return text if text.replace("_", "").isalnum() and not text[0].isdigit() else "(%s)" % text

    def element(self, kind, depth):
        indices = ["(%s) %% %d" % (self.expression(INT, depth), size) for size in kind.shape]
        if self.may_fail(0.08):
            indices[0] = self.unknown(self.expression(INT, depth))  # May be outside: an error to catch.
        return "%s[%s]" % (self.named(kind, depth), ", ".join(indices))

    def literal_float(self, unknown=False):
        fraction = self.random.randint(0, self.fraction)
        text = repr(self.random.randint(-12 << fraction, 12 << fraction) / (1 << fraction))
        return Value('float["%s"]' % text if unknown and self.chance(0.3) else text, self.whole, fraction)

    def arithmetic(self, a, b, operators="+-*"):
        """`a op b`, with what leaves too many bits cut off before."""
        operator = self.pick(operators)
        if operator == "*":
            whole, fraction = a.whole + b.whole, a.fraction + b.fraction
        else:
            whole, fraction = max(a.whole, b.whole) + 1, max(a.fraction, b.fraction)
        if whole + fraction > FLOAT_BITS:
            if a.whole + a.fraction >= b.whole + b.fraction:
                a = self.cut(a)
            else:
                b = self.cut(b)
            return self.arithmetic(a, b, operator)
        return Value("(%s %s %s)" % (a.text, operator, b.text), whole, fraction)

    def cut(self, value):
        return Value("(floor[%s] %% %d.0)" % (value.text, 1 << self.whole), self.whole, 0)

    def of_float(self, kind, depth):
        if not depth:
            return self.literal_float(unknown=True)
        a, b = self.wide(FLOAT, depth - 1), self.wide(FLOAT, depth - 1)
        form = self.pick(["binary"] * 5 + ["max[%s, %s]", "min[%s, %s]", "abs", "floor", "half", "modulo", "from int",
                                           "element", "reduce", "ratio"])
        if form == "binary":
            return self.arithmetic(a, b)
        if form in ("abs", "floor"):
            return Value("%s[%s]" % (form, a.text), a.whole + 1, a.fraction if form == "abs" else 0)
        if form == "half":
            return Value("(%s / 2.0)" % a.text, a.whole, a.fraction + 1) if a.fraction < 8 else a
        if form == "modulo":
            return Value("(%s %% %s)" % (a.text, self.pick(["4.0", "1.5", "-8.0"])), 3, max(a.fraction, 1))
        if form == "from int":
            return Value("float[%s %% 16]" % self.named(INT, depth - 1), 4, 0)
        if form == "ratio":
            return Value("(%s %% 16 / 4)" % self.named(INT, depth - 1), 3, 2)
        inner = tensor(self.pick(["float32", "float64"]), *[self.random.randint(1, 4)
                                                           for _ in range(self.pick([1, 2]))])
        if form == "element":
            return self.kept(self.element(inner, depth - 1))
        if form == "reduce":
            name = self.pick(["sum", "max", "min"])
            return Value("%s[%s]" % (name, self.expression(inner, depth - 1)), self.whole + 4, self.fraction)
        return Value(form % (a.text, b.text), max(a.whole, b.whole), max(a.fraction, b.fraction))

    def of_bool(self, kind, depth):
        if not depth:
            return Value(self.pick(["true", "false"]))
        form = self.pick(["compare"] * 4 + ["%s and %s", "%s or %s", "not %s", "in", "any", "equal"])
        if form == "compare":
            kind = self.pick([INT, FLOAT, STRING])
            operator = self.pick(["==", "!=", "<", "<=", ">", ">="])
            return Value("(%s %s %s)" % (self.expression(kind, depth - 1), operator, self.expression(kind, depth - 1)))
        if form == "in":
            return Value('("%s" in %s)' % (self.pick(KEYS), self.expression(
                self.pick([STRING, Type("dict", (INT,)), Type("list", (STRING,))]), depth - 1)))
        if form == "any":
            inner = self.random_tensor()
            return Value("%s[%s %s %s]" % (self.pick(["any", "all"]), self.expression(inner, depth - 1),
                                           self.pick(["<", ">=", "=="]), self.pick(["0", "1.5", "2"])))
        if form == "equal":
            inner = self.pick([kind for kind in [Type("list", (STRING,)), Type("dict", (INT,))] + self.structs])
            return Value("(%s == %s)" % (self.expression(inner, depth - 1), self.expression(inner, depth - 1)))
        parts = [self.expression(BOOL, depth - 1) for _ in range(form.count("%s"))]
        return Value("(" + form % tuple(parts) + ")")

    def of_string(self, kind, depth):
        if not depth:
            return Value('"%s"' % self.pick(WORDS))
        a = self.expression(STRING, depth - 1)
        form = self.pick(["(%s + other)", "upper[%s]", "lower[%s]", "trim[%s]", "slice", "holes", "str", "join", "replace",
                          "spec"])
        if form == "slice":
            bounds = [self.pick(["", "0", "1", "2", "-1", "-2"]) for _ in range(2)]
            return Value("%s[%s:%s]" % (self.named(STRING, depth - 1), *bounds))
        if form == "holes":
            inner = self.pick(SCALARS)
            return Value('"<{(%s)}|{(%s)}>"' % (self.expression(inner, depth - 1), a))
        if form == "spec":
            return Value('"{(%s):%s}"' % (self.expression(FLOAT, depth - 1), self.pick([".2f", "8.3f", ".1f"])))
        if form == "str":
            return Value("str[%s]" % self.expression(self.random_type(1), depth - 1))
        if form == "join":
            return Value('join[%s, "-"]' % self.expression(Type("list", (STRING,)), depth - 1))
        if form == "replace":
            return Value('replace[%s, "a", %s]' % (a, self.expression(STRING, depth - 1)))
        return Value(form.replace("other", "%s") % ((a, self.expression(STRING, depth - 1)) if "other" in form else a))

    def literal_tensor(self, kind):
        def nested(shape):
            if not shape:
                return str(self.random.randint(-9, 9)) if kind.dtype == "int64" else self.literal_float().text
            return "[" + ", ".join(nested(shape[1:]) for _ in range(shape[0])) + "]"
        text = nested(kind.shape)
        if kind.dtype == "float64":
            text = 'tensor[%s, dtype="float64"]' % text
        return self.kept(text)

    def operand(self, kind, depth):
        """A tensor that broadcasts to the type, or a scalar."""
        way = self.random.randint(0, 4)
        if way == 0:
            return self.wide(INT if kind.dtype == "int64" else FLOAT, depth)
        shape = list(kind.shape)
        if way == 1:
            shape = [size if self.chance(0.6) else 1 for size in shape]
        elif way == 2:
            shape = shape[self.random.randint(0, len(shape) - 1):]
        return self.wide(tensor(kind.dtype, *shape), depth)

    def of_tensor(self, kind, depth):
        if not depth:
            return self.literal_tensor(kind)
        form = self.pick(self.tensor_forms)
        return getattr(self, "tensor_" + form)(kind, depth - 1)

    def tensor_binary(self, kind, depth):
        a, b = self.wide(kind, depth), self.operand(kind, depth)
        if self.chance(0.5):
            a, b = b, a
        if kind.dtype == "int64":
            operator = self.pick("+-*")
            return Value("(%s %s %s)" % (a.text, operator, b.text))
        return self.arithmetic(a, b)

    def tensor_unary(self, kind, depth):
        a = self.wide(kind, depth)
        form = self.pick(["-(%s)", "abs[%s]", "relu[%s]", "floor[%s]", "max", "min", "mod", "twice"])
        if kind.dtype == "int64" and form in ("relu[%s]", "floor[%s]"):
            form = "abs[%s]"
        if form in ("max", "min"):
            limit = self.pick(["1", "-2"]) if kind.dtype == "int64" else self.pick(["1.0", "-2.5"])
            return Value("%s[%s, %s]" % (form, a.text, limit), max(a.whole, 2), max(a.fraction, 1))
        if form == "mod":
            return Value("((%s) %% %s)" % (a.text, "5" if kind.dtype == "int64" else "4.0"), 3, a.fraction)
        if form == "twice":
            one = self.fit(a, kind)
            return Value("(%s + %s)" % (one, one), self.whole + 1, self.fraction)
        return Value(form % a.text, a.whole + 1, a.fraction)

    def tensor_where(self, kind, depth):
        a, b = self.wide(kind, depth), self.wide(kind, depth)
        condition = "%s %s %s" % (self.expression(kind, depth), self.pick(["<", ">="]),
                                  self.pick(["0", "1"]) if kind.dtype == "int64" else self.pick(["0.0", "1.5"]))
        return Value("where[%s, %s, %s]" % (condition, a.text, b.text), max(a.whole, b.whole),
                     max(a.fraction, b.fraction))

    def tensor_transpose(self, kind, depth):
        a = self.wide(tensor(kind.dtype, *reversed(kind.shape)), depth)
        return Value("transpose[%s]" % a.text, a.whole, a.fraction)

    def tensor_reduce(self, kind, depth):
        axis = self.random.randint(0, len(kind.shape))
        shape = list(kind.shape)
        shape.insert(axis, self.random.randint(1, 4))
        a = self.wide(tensor(kind.dtype, *shape), depth)
        if a.whole + a.fraction + 2 > FLOAT_BITS:
            a = self.cut(a)
        axis_text = axis if self.chance(0.5) else axis - len(shape)
        return Value("%s[%s, axis=%d]" % (self.pick(["sum", "max", "min"]), a.text, axis_text), a.whole + 2, a.fraction)

    def tensor_product(self, kind, depth):
        if len(kind.shape) != 2 or kind.dtype == "int64":
            return self.tensor_binary(kind, depth)
        inner = self.random.randint(1, 4)
        a = self.wide(tensor(kind.dtype, kind.shape[0], inner), depth)
        b = self.wide(tensor(kind.dtype, inner, kind.shape[1]), depth)
        if a.whole + b.whole + a.fraction + b.fraction + 2 > FLOAT_BITS:
            a, b = self.cut(a), self.cut(b)
        return Value("(%s @ %s)" % (a.text, b.text), a.whole + b.whole + 2, a.fraction + b.fraction)

    def tensor_concat(self, kind, depth):
        if kind.shape[0] < 2:
            parts = [self.expression(tensor(kind.dtype, *kind.shape[1:]), depth)] if len(kind.shape) > 1 else None
            if not parts:
                return self.tensor_unary(kind, depth)
            return self.kept("stack[[%s]]" % self.parts(parts))
        first = self.random.randint(1, kind.shape[0] - 1)
        parts = [self.expression(tensor(kind.dtype, size, *kind.shape[1:]), depth)
                 for size in (first, kind.shape[0] - first)]
        return self.kept("concat[[%s]]" % self.parts(parts))

    @staticmethod
    def parts(texts):
        """What a bracket takes as a list of tensors: literals side by side would be one literal."""
        return ", ".join("tensor[%s]" % text if text.startswith("[") else text for text in texts)

    def tensor_slice(self, kind, depth):
        starts = [self.random.randint(0, 2) for _ in kind.shape]
        larger = [size + start for size, start in zip(kind.shape, starts)]
        a = self.named(tensor(kind.dtype, *larger), depth)
        return self.kept("%s[%s]" % (a, ", ".join("%d:%d" % (start, start + size)
                                              for size, start in zip(kind.shape, starts))))

    def tensor_reshape(self, kind, depth):
        count = 1
        for size in kind.shape:
            count *= size
        flat = self.expression(tensor(kind.dtype, count), depth)
        return self.kept("reshape[%s, [%s]]" % (flat, ", ".join(map(str, kind.shape))))

    def tensor_order(self, kind, depth):
        return self.kept("%s[%s]" % (self.pick(["sort", "flip"]), self.expression(kind, depth)))

    def tensor_convert(self, kind, depth):
        other = self.pick(["float32", "float64", "int64"])
        a = self.expression(tensor(other, *kind.shape), depth)
        if other == "int64" and kind.dtype != "int64":
            a = "(%s %% 16)" % a
        return self.kept('(%s).to["%s"]' % (a, kind.dtype))

    def tensor_rows(self, kind, depth):
        """A row of something larger."""
        count = self.random.randint(1, 4)
        a = self.named(tensor(kind.dtype, count, *kind.shape), depth)
        return self.kept("%s[(%s) %% %d]" % (a, self.expression(INT, depth), count))

    def tensor_fill(self, kind, depth):
        if kind.dtype != "float32":
            return self.literal_tensor(kind)
        shape = "[%s]" % ", ".join('int["%d"]' % size if self.chance(0.3) else str(size) for size in kind.shape)
        return self.kept(self.pick(["zeros[%s]" % shape, "ones[%s]" % shape,
                                "full[%s, %s]" % (shape, self.expression(FLOAT, depth))]))

    def tensor_mapped(self, kind, depth):
        """A literal of computed numbers."""
        if len(kind.shape) != 1 or kind.dtype == "float64":
            return self.literal_tensor(kind)
        inner = INT if kind.dtype == "int64" else FLOAT
        return self.kept("[%s]" % ", ".join(self.expression(inner, depth) for _ in range(kind.shape[0])))

    def of_list(self, kind, depth):
        element = kind.parts[0]
        if element.kind in ("int", "float", "tensor", "bool"):
            # A bracket of numbers is a tensor, so lists of them grow one by one.
            text = "list[[]]"
            for _ in range(self.random.randint(0, 3)):
                text = "append[%s, %s]" % (text, self.expression(element, max(depth - 1, 0)))
            return Value(text)
        if depth and self.chance(0.3):
            return Value("%s[%s]" % (self.pick(["reverse", "list"]), self.expression(kind, depth - 1)))
        count = self.random.randint(1, 3)
        return Value("[%s]" % ", ".join(self.expression(element, max(depth - 1, 0)) for _ in range(count)))

    def of_dict(self, kind, depth):
        keys = self.random.sample(KEYS, self.random.randint(1, 3))
        return Value("{%s}" % ", ".join('"%s": %s' % (key, self.expression(kind.parts[0], max(depth - 1, 0)))
                                        for key in keys))

    def of_tuple(self, kind, depth):
        # What a call gives back is the only way to write one.
        return Value("p_tuple%d[%s]" % (len(kind.parts), ", ".join(self.expression(part, max(depth - 1, 0))
                                                                    for part in kind.parts)))

    def of_struct(self, kind, depth):
        return Value("%s[%s]" % (kind.name, ", ".join(self.expression(part, max(depth - 1, 0)) for part in kind.parts)))
