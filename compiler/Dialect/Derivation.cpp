// Part of Cortex, under the MIT licence.
// The purposes of ops as metadata of fused locations.
#include "Dialect/Derivation.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace cortex;

static constexpr StringLiteral purposes[] = {"", "derivative", "recomputed", "stored"};

/// The fused location that says a purpose, or null.
static FusedLoc marked(Location loc) {
  if (auto named = dyn_cast<NameLoc>(loc))
    return marked(named.getChildLoc());
  if (auto call = dyn_cast<CallSiteLoc>(loc))
    return marked(call.getCallee());
  auto fused = dyn_cast<FusedLoc>(loc);
  return fused && isa_and_nonnull<StringAttr>(fused.getMetadata()) ? fused : FusedLoc();
}

Derivation cortex::derivationOf(Location loc) {
  FusedLoc mark = marked(loc);
  if (!mark)
    return Derivation::Program;
  auto *found = llvm::find(purposes, cast<StringAttr>(mark.getMetadata()).getValue());
  return found == std::end(purposes) ? Derivation::Program
                                     : static_cast<Derivation>(found - std::begin(purposes));
}

/// The place without a purpose.
static Location plain(Location loc) {
  while (auto fused = dyn_cast<FusedLoc>(loc)) {
    if (marked(loc) != fused)
      break;
    loc = fused.getLocations().front();
  }
  return loc;
}

static Location mark(ArrayRef<Location> places, Derivation derivation) {
  MLIRContext *context = places.front().getContext();
  return FusedLoc::get(context, places,
                       StringAttr::get(context, purposes[static_cast<unsigned>(derivation)]));
}

Location cortex::derivativeLoc(Location loc, Location of) {
  return mark({plain(loc), plain(of)}, Derivation::Derivative);
}

LocationAttr cortex::derivativeOf(Location loc) {
  FusedLoc found = marked(loc);
  return found && found.getLocations().size() > 1 ? LocationAttr(found.getLocations()[1])
                                                  : LocationAttr();
}

Location cortex::withDerivation(Location loc, Derivation derivation) {
  return derivation == Derivation::Program ? plain(loc) : mark(plain(loc), derivation);
}

void DerivationListener::notifyOperationInserted(Operation *op, OpBuilder::InsertPoint) {
  op->walk([&](Operation *inner) { inner->setLoc(withDerivation(inner->getLoc(), derivation)); });
}

DerivationListener *cortex::listenerFor(Derivation derivation) {
  static DerivationListener listeners[] = {
      DerivationListener(Derivation::Program), DerivationListener(Derivation::Derivative),
      DerivationListener(Derivation::Recomputed), DerivationListener(Derivation::Stored)};
  return &listeners[static_cast<unsigned>(derivation)];
}
