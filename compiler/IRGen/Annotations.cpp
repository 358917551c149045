// Part of Cortex, under the MIT licence.
// Owns the translation of annotations: their texts, and the checks that they ask for.
#include "IRGen/Generator.h"

#include "Dialect/LibraryProtocol.h"

namespace cortex {

llvm::StringRef ModuleGenerator::structName(const StructStmt &structure) {
  std::string &name = structNames[&structure];
  if (!name.empty())
    return name;
  llvm::StringRef given = structure.name.text;
  bool isReserved = given == protocol::Loader && library.owns(structure.name.range);
  return name = isReserved ? given.str() : uniqueSymbol(qualified(given, structure.name.range));
}

namespace {

/// Writes a type as runtime/Annotation.h reads it.
class TypeText {
public:
  TypeText(ModuleGenerator &module, const TypeArguments *arguments)
      : module(module), arguments(arguments) {}

  std::string operator()(const NamedType &type) const {
    std::string text = nameOf(type.name.text, type.name.declaration);
    return text == "any" ? text : text + listOf(type.arguments);
  }
  std::string operator()(const FunctionType &type) const {
    std::string result = visit(*type.result, *this);
    // A type parameter may stand for a union, which binds less tightly than the arrow.
    if (llvm::StringRef(result).contains('|'))
      result = "(" + result + ")";
    return parametersOf(type) + " -> " + result;
  }
  std::string operator()(const UnionType &type) const {
    std::string text;
    for (const TypePtr &member : type.members)
      text += (text.empty() ? "" : " | ") + visit(*member, *this);
    return text;
  }

private:
  /// `int`, or `[int, float]` for other than one simple type.
  std::string parametersOf(const FunctionType &type) const {
    if (type.parameters.empty())
      return "[]";
    std::string only = visit(*type.parameters.front(), *this);
    bool isSimple = type.parameters.size() == 1 && !llvm::StringRef(only).contains('|') &&
                    !llvm::StringRef(only).contains("->");
    return isSimple ? only : listOf(type.parameters);
  }

  std::string nameOf(llvm::StringRef name, const Declaration *declaration) const {
    if (declaration && declaration->kind == DeclarationKind::Struct)
      return module.structName(*declaration->structure).str();
    if (!declaration) // There is no such type, which is reported already.
      return "any";
    if (declaration->kind != DeclarationKind::TypeParameter)
      return name.str();
    auto found = arguments ? arguments->find(declaration) : TypeArguments::const_iterator();
    return arguments && found != arguments->end() ? found->second : "any";
  }

  std::string listOf(llvm::ArrayRef<TypePtr> types) const {
    std::string text;
    for (const TypePtr &type : types)
      text += (text.empty() ? "[" : ", ") + visit(*type, *this);
    return text.empty() ? text : text + "]";
  }

  ModuleGenerator &module;
  const TypeArguments *arguments;
};

} // namespace

std::string ModuleGenerator::typeText(const TypeExpr *type, const TypeArguments *arguments) {
  return type ? visit(*type, TypeText(*this, arguments)) : "any";
}

Value FunctionGenerator::checked(Value value, const TypeExpr *type, const llvm::Twine &what,
                                 Location loc, const TypeArguments *arguments) {
  if (!type)
    return value;
  return checked(value, module.typeText(type, arguments), what, loc, type->range(), {});
}

Value FunctionGenerator::checked(Value value, llvm::StringRef annotation, const llvm::Twine &what,
                                 Location loc, SourceRange declared,
                                 llvm::ArrayRef<mlir::NamedAttribute> flags) {
  if (annotation == "any")
    return value;
  llvm::SmallVector<mlir::NamedAttribute, 6> attributes(flags);
  attributes.push_back(stringAttribute("annotation", annotation));
  attributes.push_back(stringAttribute("what", what.str()));
  attributes.push_back(
      builder.getNamedAttr("declared", mlir::LocationAttr(module.location(declared))));
  return emitOp("check_type", {value}, loc, attributes);
}

} // namespace cortex
