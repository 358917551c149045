// Part of Cortex, under the MIT licence.
// Translates locations, kinds and notes.
#include "Driver/DiagnosticBridge.h"

#include "mlir/IR/Location.h"

using namespace mlir;

namespace cortex {
namespace {

/// The innermost place in a file, and the places of the calls around it from the inside out.
void collectPlaces(Location location, SmallVectorImpl<FileLineColRange> &places) {
  if (auto place = dyn_cast<FileLineColRange>(location)) {
    places.push_back(place);
  } else if (auto call = dyn_cast<CallSiteLoc>(location)) {
    collectPlaces(call.getCallee(), places);
    collectPlaces(call.getCaller(), places);
  } else if (auto named = dyn_cast<NameLoc>(location)) {
    collectPlaces(named.getChildLoc(), places);
  } else if (auto fused = dyn_cast<FusedLoc>(location)) {
    // The parts are the ops that became one; the first that has a place speaks for all.
    for (Location part : fused.getLocations()) {
      collectPlaces(part, places);
      if (!places.empty())
        return;
    }
  }
}

SourceRange rangeOf(FileLineColRange place, const SourceManager &sources) {
  LineColumn begin{place.getStartLine(), place.getStartColumn()};
  LineColumn end{place.getEndLine(), place.getEndColumn()};
  return sources.rangeOf(place.getFilename().getValue(), begin, end);
}

/// Whether a pass says so, or MLIR itself complains: about an op that a verifier refuses or that no
/// conversion knows.
bool isAboutTheCompiler(llvm::StringRef message) {
  return message.starts_with("internal error") ||
         (message.starts_with("'") && message.contains("' op")) ||
         message.starts_with("failed to legalize") || message.contains("see current operation");
}

/// Takes the code off the front of a message, if there is one.
std::optional<DiagKind> takeKind(std::string &message) {
  for (unsigned i = 0; i < diagKindCount(); ++i) {
    auto kind = static_cast<DiagKind>(i);
    std::string prefix = "[" + info(kind).code.str() + "] ";
    if (llvm::StringRef(message).starts_with(prefix)) {
      message.erase(0, prefix.size());
      return kind;
    }
  }
  return std::nullopt;
}

/// The kind of a message that does not name one.
DiagKind guessKind(llvm::StringRef message, bool isWarning, bool hasPlace) {
  if (isWarning)
    return DiagKind::GradientIndependent;
  if (message.contains("not supported yet") || message.contains("not supported in this form yet"))
    return DiagKind::UnsupportedYet;
  return hasPlace && !isAboutTheCompiler(message) ? DiagKind::TypeMismatch
                                                  : DiagKind::InternalError;
}

} // namespace

SourceRange sourceRange(Location location, const SourceManager &sources) {
  SmallVector<FileLineColRange> places;
  collectPlaces(location, places);
  return places.empty() ? SourceRange() : rangeOf(places.front(), sources);
}

DiagnosticBridge::DiagnosticBridge(MLIRContext &context, DiagnosticEngine &engine)
    : engine(engine), handler(&context, [this](mlir::Diagnostic &diagnostic) {
        receive(diagnostic);
        return success();
      }) {}

void DiagnosticBridge::receive(mlir::Diagnostic &diagnostic) {
  bool isWarning = diagnostic.getSeverity() == DiagnosticSeverity::Warning;
  if (!isWarning && diagnostic.getSeverity() != DiagnosticSeverity::Error)
    return;
  const SourceManager &sources = engine.sources();
  cortex::Diagnostic translated;
  translated.message = diagnostic.str();
  SmallVector<FileLineColRange> places;
  collectPlaces(diagnostic.getLocation(), places);
  std::optional<DiagKind> kind = takeKind(translated.message);
  translated.kind = kind ? *kind : guessKind(translated.message, isWarning, !places.empty());
  bool isInternal = translated.kind == DiagKind::InternalError;
  if (isInternal && engine.hasErrors())
    return; // What went wrong before has left something that no later step understands.
  if (isInternal && !kind) {
    llvm::StringRef message = translated.message;
    message.consume_front("internal error: ");
    translated.message = "internal error of the compiler: " + message.str();
  }
  // What goes wrong inside the library is shown where the user called it.
  auto isLibrary = [](FileLineColRange place) {
    return place.getFilename().getValue().starts_with("<");
  };
  auto user = llvm::find_if_not(places, isLibrary);
  size_t primary = user == places.end() ? 0 : user - places.begin();
  for (auto [i, place] : llvm::enumerate(places)) {
    SourceRange range = rangeOf(place, sources);
    if (i == primary)
      translated.range = range;
    else if (range.isValid() && (i == 0 || i > primary))
      translated.notes.push_back(
          {range, i == 0 ? "found in the library here" : "in the call here"});
  }
  for (mlir::Diagnostic &note : diagnostic.getNotes()) {
    // MLIR adds the op itself to its own complaints, which says nothing to users.
    if (!isInternal && !llvm::StringRef(note.str()).contains("see current operation"))
      translated.notes.push_back({sourceRange(note.getLocation(), sources), note.str()});
  }
  engine.add(std::move(translated));
}

} // namespace cortex
