#!/usr/bin/env python3
"""Writes random well-typed programs whose output does not depend on how they are compiled.

    generate.py FIRST COUNT > batch.ctx      programs FIRST ... FIRST + COUNT - 1, one after the other

A program is made from its number alone. It ends, it is deterministic, and it prints what it computes. Each runs in a
`try`, so that one that fails at run time does not stop the next. Its floats are exact (expressions.py); functions that
round (`exp` and its like) are printed and not used any further, in lines that begin with `~`: compare.py allows these
an error.
"""
import sys

from expressions import (BOOL, Expressions, FLOAT, Function, INT, KEYS, SCALARS, STRING, Type, Value, Variable, WORDS,
                         is_float, tensor)


class Program(Expressions):
    """The generator of one program; the methods `do_<what>` make statements."""
    scalars = SCALARS
    matched = [INT, STRING, Type("tuple", (INT, STRING))]

    # ---- statements

    def block(self, count, depth):
        """Statements in a scope of their own, one level deeper."""
        self.indent += 1
        self.scopes.append([])
        for _ in range(count):
            self.statement(depth)
        self.scopes.pop()
        self.indent -= 1

    def declare(self, kind, text=None, assignable=True):
        variable = Variable(self.fresh("v"), kind, assignable)
        self.line("let %s := %s" % (variable.name, text or self.expression(kind, 3)))
        self.scopes[-1].append(variable)
        return variable

    def print(self, *texts):
        self.line("print[%s]" % ", ".join(texts))

    def statement(self, depth):
        getattr(self, "do_" + self.pick(self.statements(depth)))(depth)

    def statements(self, depth):
        """The kinds of statement that may stand here, each as often as its share."""
        kinds = ["declare"] * 6 + ["assign"] * 5 + ["print"] * 2 + ["part"] * 3 + ["closure", "rounded", "unpack", "alias"]
        if depth:
            kinds += ["if"] * 3 + ["while", "for", "count", "do", "iterate", "try", "try", "match", "throw"]
        if self.loops:
            kinds += ["leave"]
        if self.in_function:
            kinds += ["guard"]
        return kinds

    def early_return(self):
        return "return[null]"

    def do_declare(self, depth):
        variable = self.declare(self.random_type())
        if self.chance(0.4):
            self.print('"%s"' % variable.name, variable.name)

    def any_variable(self, accepts):
        found = [variable for scope in self.scopes for variable in scope if variable.assignable and accepts(variable)]
        return self.pick(found) if found else None

    def do_assign(self, depth):
        variable = self.any_variable(lambda variable: True)
        if not variable:
            return self.do_declare(depth)
        kind, name = variable.type, variable.name
        if kind == INT and self.chance(0.5):
            self.line("%s %s= %s" % (name, self.pick("+-*"), self.expression(INT, 2)))
        elif is_float(kind) and self.chance(0.4):
            change = self.arithmetic(self.kept(name), self.wide(kind, 2))
            self.line("%s := %s" % (name, self.fit(change, kind)))
        elif kind == STRING and self.chance(0.3):
            self.line("%s := %s[:12]" % (name, "(%s + %s)" % (name, self.expression(STRING, 2))))
        elif kind.kind == "list" and self.chance(0.6):
            self.line("%s := append[%s, %s]" % (name, name, self.expression(kind.parts[0], 2)))
        else:
            self.line("%s := %s" % (name, self.expression(kind, 3)))

    def do_print(self, depth):
        self.print(*[self.expression(self.random_type(1), 3) for _ in range(self.random.randint(1, 2))])

    def do_part(self, depth):
        """Assigns an element, a key, a field, a slice."""
        variable = self.any_variable(lambda variable: variable.type.kind in ("tensor", "list", "dict", "struct"))
        if not variable:
            return self.do_declare(depth)
        kind, name = variable.type, variable.name
        if kind.kind == "tensor":
            self.assign_element(variable)
        elif kind.kind == "struct":
            number = self.random.randrange(len(kind.parts))
            self.line("%s.f%d := %s" % (name, number, self.expression(kind.parts[number], 2)))
        elif kind.kind == "dict":
            self.line('%s["%s"] := %s' % (name, self.pick(KEYS), self.expression(kind.parts[0], 2)))
        else:
            self.line("if [len[%s] > 0] |" % name)
            self.line("  %s[(%s) %% len[%s]] := %s" % (name, self.expression(INT, 1), name,
                                                       self.expression(kind.parts[0], 2)))
            self.line("^")
        self.print(name)

    def assign_element(self, variable):
        kind, name = variable.type, variable.name
        inner = INT if kind.dtype == "int64" else FLOAT
        if self.chance(0.3):
            first = self.random.randrange(kind.shape[0])
            last = self.random.randint(first + 1, kind.shape[0])
            part = tensor(kind.dtype, last - first, *kind.shape[1:])
            value = self.expression(self.pick([inner, part]), 2)
            self.line("%s[%d:%d] := %s" % (name, first, last, value))
            return
        indices = ", ".join("(%s) %% %d" % (self.expression(INT, 1), size) for size in kind.shape)
        if inner == FLOAT and self.chance(0.4):
            value = self.fit(self.arithmetic(self.kept("%s[%s]" % (name, indices)), self.wide(FLOAT, 1)), FLOAT)
        else:
            value = self.expression(inner, 2)
        self.line("%s[%s] := %s" % (name, indices, value))

    def do_alias(self, depth):
        """Another name: of the same object, or of a value of its own."""
        variable = self.any_variable(lambda variable: variable.type.kind not in ("int", "float", "bool"))
        if variable:
            other = self.declare(variable.type, variable.name)
            self.do_part(depth)
            self.print(variable.name, other.name)

    def do_unpack(self, depth):
        parts = [self.pick(self.scalars) for _ in range(2)]
        names = [self.fresh("v") for _ in parts]
        self.line("let %s := %s" % (", ".join(names), self.expression(Type("tuple", tuple(parts)), 2)))
        self.scopes[-1] += [Variable(name, part) for name, part in zip(names, parts)]

    def do_rounded(self, depth):
        kind = self.pick([FLOAT, tensor("float32", 3), tensor("float64", 2, 2)])
        function = self.pick(["exp", "tanh", "sigmoid", "sin", "sqrt", "softmax", "mean", "log1p"])
        value = "%s" % self.expression(kind, 2)
        if function in ("sqrt", "log1p"):
            value = "abs[%s]" % value
        if kind == FLOAT and function in ("softmax", "mean"):
            function = "cos"
        self.print('"~"', "%s[%s]" % (function, value))

    def do_closure(self, depth):
        """A function value that changes what it has captured."""
        kind = self.pick([INT, STRING, self.random_tensor()])
        captured = self.declare(kind)
        name = self.fresh("c")
        if self.chance(0.5):
            self.line("let %s := lambda[x] -> %s" % (name, self.expression(INT, 2) + " + x"))
            self.print("%s[%s]" % (name, self.expression(INT, 1)))
            self.print("map[%s, range[0, 3]]" % name)
            return
        self.line("let %s := lambda[x] |" % name)
        self.indent += 1
        self.scopes.append([Variable("x", kind, False)])
        self.line("%s := %s" % (captured.name, self.expression(kind, 2)))
        self.line("return[%s]" % self.expression(kind, 1))
        self.scopes.pop()
        self.indent -= 1
        self.line("^")
        self.print("%s[%s]" % (name, self.expression(kind, 1)), captured.name)

    def do_if(self, depth):
        self.line("if [%s] |" % self.expression(BOOL, 2))
        self.block(self.random.randint(1, 3), depth - 1)
        if self.chance(0.3):
            self.line("^ else if [%s] |" % self.expression(BOOL, 2))
            self.block(self.random.randint(1, 2), depth - 1)
        if self.chance(0.5):
            self.line("^ else |")
            self.block(self.random.randint(1, 2), depth - 1)
        self.line("^")

    def loop(self, depth, counter=None):
        self.loops += 1
        if counter:
            self.scopes.append(counter)
        self.block(self.random.randint(1, 3), depth - 1)
        if counter:
            self.scopes.pop()
        self.loops -= 1

    def do_while(self, depth):
        # The step comes first, so that `continue` does not skip it.
        counter = self.fresh("n")
        self.line("let %s := 0" % counter)
        self.line("while [%s < %d and %s] |" % (counter, self.random.randint(1, 5),
                                                self.pick(["true", self.expression(BOOL, 2)])))
        self.line("  %s += 1" % counter)
        self.loop(depth, [Variable(counter, INT, False)])
        self.line("^")

    def do_do(self, depth):
        counter = self.fresh("n")
        self.line("let %s := 0" % counter)
        self.line("do |")
        self.line("  %s += 1" % counter)
        self.loop(depth, [Variable(counter, INT, False)])
        self.line("^ while [%s < %d]" % (counter, self.random.randint(1, 4)))

    def do_for(self, depth):
        counter = self.fresh("i")
        bounds = self.pick(["range[0, %d]" % self.random.randint(0, 5), "range[5, 0, -2]",
                            "range[0, (%s) %% 5]" % self.expression(INT, 1)])
        self.line("for [%s in %s] |" % (counter, bounds))
        self.loop(depth, [Variable(counter, INT, False)])
        self.line("^")

    def do_count(self, depth):
        counter = self.fresh("i")
        self.line("for [%s := 0; %s < %d; %s := %s + 1] |" % (counter, counter, self.random.randint(0, 4), counter, counter))
        self.loop(depth, [Variable(counter, INT, False)])
        self.line("^")

    def iterated(self):
        """The types of what lists and dicts hold that loops go through."""
        return self.pick([STRING, self.random_tensor(), Type("tuple", (INT, STRING))]), INT

    def do_iterate(self, depth):
        element, entry = self.iterated()
        item, key = self.fresh("x"), self.fresh("k")
        if self.chance(0.3):
            self.line("for [%s, %s in %s] |" % (key, item, self.expression(Type("dict", (entry,)), 2)))
            self.loop(depth, [Variable(key, STRING, False), Variable(item, entry, False)])
        elif self.chance(0.5):
            self.line("for [%s, %s in enumerate[%s]] |" % (key, item, self.expression(Type("list", (element,)), 2)))
            self.loop(depth, [Variable(key, INT, False), Variable(item, element, False)])
        else:
            self.line("for [%s in %s] |" % (item, self.expression(Type("list", (element,)), 2)))
            self.loop(depth, [Variable(item, element, False)])
        self.line("^")

    def do_try(self, depth):
        self.line("try |")
        self.tries += 1
        self.block(self.random.randint(1, 3), depth - 1)
        self.tries -= 1
        error = self.fresh("e")
        self.line("^ catch [%s] |" % error)
        self.indent += 1
        self.print(error + ".kind", error + ".message")
        self.indent -= 1
        self.block(self.random.randint(0, 2), depth - 1)
        self.line("^")

    def do_throw(self, depth):
        self.line("if [%s] |" % self.expression(BOOL, 2))
        self.line("  throw[%s]" % self.expression(STRING, 1))
        self.line("^")

    def do_leave(self, depth):
        self.line("if [%s] |" % self.expression(BOOL, 2))
        self.line("  " + self.pick(["break", "continue"] + [self.early_return()] * self.in_function))
        self.line("^")

    def do_guard(self, depth):
        self.line("guard [%s] else %s" % (self.expression(BOOL, 2), self.early_return()))

    def do_match(self, depth):
        kind = self.pick(self.matched)
        self.line("match [%s] |" % self.expression(kind, 2))
        self.indent += 1
        for _ in range(self.random.randint(1, 2)):
            self.match_case(kind, depth)
        if self.chance(0.6):
            self.line("default -> |")
            self.block(1, depth - 1)
            self.line("^")
        self.indent -= 1
        self.line("^")

    def match_case(self, kind, depth):
        name, other = self.fresh("m"), self.fresh("m")
        pattern, bound = self.pick(self.patterns(name, other)[kind.kind])
        self.line("case [%s] -> |" % pattern)
        self.scopes.append(bound)
        self.block(1, depth - 1)
        self.scopes.pop()
        self.line("^")

    def patterns(self, name, other):
        """For each kind of value the patterns, each with the variables that it binds."""
        return {"int": [("%d" % self.random.randint(-1, 4), []), ("%s: string" % name, []),
                        ("%s: int" % name, [Variable(name, INT, False)])],
                "string": [('"%s"' % self.pick(WORDS), []), ("%s: int" % name, []),
                           ("%s: string" % name, [Variable(name, STRING, False)])],
                "tuple": [("[%s, %s]" % (name, other), [Variable(name, INT, False), Variable(other, STRING, False)]),
                          ("[1, %s]" % name, [Variable(name, STRING, False)]), ("[%s]" % name, [])]}

    # ---- the whole

    def field(self):
        """The type of a field of a struct."""
        return self.pick(SCALARS + [self.random_tensor(), Type("list", (STRING,))])

    def make_struct(self):
        name = "S%d_%d" % (self.number, len(self.structs))
        parts = tuple(self.field() for _ in range(self.random.randint(1, 3)))
        kinds = {"int": "int", "float": "float", "bool": "bool", "string": "string", "tensor": "tensor",
                 "list": "list[string]"}
        self.lines.append("struct %s |" % name)
        self.lines += ["  f%d: %s" % (number, kinds[part.kind]) for number, part in enumerate(parts)]
        self.lines.append("^")
        self.structs.append(Type("struct", parts, name=name))

    def make_function(self):
        name = self.fresh("f")
        self.scopes = [self.globals]
        parameters = [("a%d" % number, self.random_type(1)) for number in range(self.random.randint(1, 3))]
        self.result = result = self.random_type(1)
        required = self.random.randint(1, len(parameters))
        variadic = self.chance(0.2)
        if variadic:
            required = len(parameters)
        texts = []
        for number, (parameter, kind) in enumerate(parameters):
            note = ": " + kind.kind if kind.kind in ("int", "float", "string", "bool", "tensor") and self.chance(0.5) else ""
            texts.append(parameter + note + (" := " + self.expression(kind, 0) if number >= required else ""))
        if variadic:
            texts.append("rest: ...float")
        self.lines.append("func %s[%s] |" % (name, ", ".join(texts)))
        self.scopes = [self.globals, [Variable(parameter, kind) for parameter, kind in parameters]]
        for _ in range(self.random.randint(0, 3)):
            self.statement(1)
        if variadic:
            self.print("rest")
        self.line("return[%s]" % self.expression(result, 3))
        self.lines.append("^")
        self.functions.append(Function(name, parameters, result, variadic, required))

    def write(self):
        """The text of the program."""
        for _ in range(self.random.randint(0, 2)):
            self.make_struct()
        for _ in range(self.random.randint(0, 3)):
            self.make_function()
        self.scopes = [[]]
        # Top-level variables and those of a function take different ways through the compiler.
        self.in_function = self.chance(0.6)
        body = self.lines
        self.lines = []
        for _ in range(self.random.randint(4, 10)):
            self.statement(2)
        for variable in self.scopes[0]:
            self.print('"%s"' % variable.name, variable.name)
        statements, self.lines = self.lines, body
        name = "p%d" % self.number
        if self.in_function:
            self.lines += ["func %s[] |" % name] + statements + ["^"]
            statements = ["  %s[]" % name]
        self.lines += ["try |", '  print["program %d"]' % self.number] + statements
        self.lines += ["^ catch [error] |", '  print["program %d:", error.kind, error.message]' % self.number, "^"]
        return "\n".join(self.lines) + "\n"


PRELUDE = """func p_tuple2[a, b] |
  return[a, b]
^
func p_tuple3[a, b, c] |
  return[a, b, c]
^
"""


def main():
    first, count = int(sys.argv[1]), int(sys.argv[2])
    sys.stdout.write(PRELUDE + "".join(Program(number).write() for number in range(first, first + count)))


if __name__ == "__main__":
    main()
