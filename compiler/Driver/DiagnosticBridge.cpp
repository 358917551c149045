// Part of Cortex, under the MIT licence.
// Translates locations, kinds and notes.
#include "Driver/DiagnosticBridge.h"

#include "Dialect/Places.h"

#include "mlir/IR/Location.h"

using namespace mlir;

namespace cortex {
namespace {

SourceRange rangeOf(FileLineColRange place, const SourceManager &sources) {
  LineColumn begin{place.getStartLine(), place.getStartColumn()};
  LineColumn end{place.getEndLine(), place.getEndColumn()};
  return sources.rangeOf(place.getFilename().getValue(), begin, end);
}

/// The place that the user wrote: what goes wrong inside the library is shown where it is called.
size_t userPlace(llvm::ArrayRef<FileLineColRange> places) {
  auto user = llvm::find_if_not(places, [](FileLineColRange place) {
    return place.getFilename().getValue().starts_with("<");
  });
  return user == places.end() ? 0 : user - places.begin();
}

} // namespace

SourceRange sourceRange(Location location, const SourceManager &sources) {
  SmallVector<FileLineColRange> places = placesOf(location);
  return places.empty() ? SourceRange() : rangeOf(places[userPlace(places)], sources);
}

DiagnosticBridge::DiagnosticBridge(MLIRContext &context, DiagnosticEngine &engine)
    : engine(engine), handler(&context, [this](mlir::Diagnostic &diagnostic) {
        receive(diagnostic);
        return success();
      }) {}

/// A note that begins with `help: ` is advice. Others stand at a place of their own.
void DiagnosticBridge::takeNote(mlir::Diagnostic &note, cortex::Diagnostic &owner) {
  std::string text = note.str();
  llvm::StringRef message = text;
  // MLIR adds the op itself to its own complaints, which says nothing to users.
  if (owner.kind == DiagKind::InternalError || message.contains("see current operation"))
    return;
  if (message.consume_front("help: ")) {
    owner.hints.push_back(message.str());
    return;
  }
  SourceRange place = sourceRange(note.getLocation(), engine.sources());
  // Where it says nothing that the underlined text does not show already, it is left out.
  bool isShown = place.isValid() && place.file == owner.range.file &&
                 owner.range.begin <= place.begin && place.end <= owner.range.end;
  if (!isShown)
    owner.notes.push_back({place, text});
}

void DiagnosticBridge::receive(mlir::Diagnostic &diagnostic) {
  bool isWarning = diagnostic.getSeverity() == DiagnosticSeverity::Warning;
  if (!isWarning && diagnostic.getSeverity() != DiagnosticSeverity::Error)
    return;
  const SourceManager &sources = engine.sources();
  cortex::Diagnostic translated;
  translated.message = diagnostic.str();
  SmallVector<FileLineColRange> places = placesOf(diagnostic.getLocation());
  // Every pass names the kind; what comes without one is a complaint of MLIR about our own code.
  std::optional<DiagKind> kind = takeCode(translated.message);
  translated.kind = kind.value_or(DiagKind::InternalError);
  bool isInternal = translated.kind == DiagKind::InternalError;
  if (isInternal && engine.hasErrors())
    return; // What went wrong before has left something that no later step understands.
  if (!kind) {
    llvm::StringRef message = translated.message;
    message.consume_front("internal error: ");
    translated.message = "internal error of the compiler: " + message.str();
  }
  size_t primary = places.empty() ? 0 : userPlace(places);
  for (auto [i, place] : llvm::enumerate(places)) {
    SourceRange range = rangeOf(place, sources);
    if (i == primary)
      translated.range = range;
    else if (range.isValid() && (i == 0 || i > primary))
      translated.notes.push_back(
          {range, i == 0 ? "found in the library here" : "in the call here"});
  }
  for (mlir::Diagnostic &note : diagnostic.getNotes())
    takeNote(note, translated);
  engine.add(std::move(translated));
}

} // namespace cortex
