// Part of Cortex, under the MIT licence.
// Where in a text an op comes from.
#include "Dialect/Places.h"

using namespace mlir;

static void collect(Location loc, SmallVectorImpl<FileLineColRange> &places) {
  if (auto place = dyn_cast<FileLineColRange>(loc)) {
    places.push_back(place);
  } else if (auto call = dyn_cast<CallSiteLoc>(loc)) {
    collect(call.getCallee(), places);
    collect(call.getCaller(), places);
  } else if (auto named = dyn_cast<NameLoc>(loc)) {
    collect(named.getChildLoc(), places);
  } else if (auto fused = dyn_cast<FusedLoc>(loc)) {
    // The parts are the ops that became one; the first that has a place speaks for all.
    size_t before = places.size();
    for (Location part : fused.getLocations())
      if (places.size() == before)
        collect(part, places);
  }
}

SmallVector<FileLineColRange> cortex::placesOf(Location loc) {
  SmallVector<FileLineColRange> places;
  collect(loc, places);
  return places;
}
