// Part of Cortex, under the MIT licence.
// Owns the search for cycles of containers that nothing else holds.
#include "Collector.h"
#include "Parallel.h"
#include "Value.h"
#include <algorithm>
#include <limits>

namespace cortex::rt {

CollectorState collector;

namespace {

/// A run is not worth its time for fewer new containers or bytes than these.
constexpr int64_t LeastContainers = 20'000;
constexpr int64_t LeastBytes = 256 * 1024 * 1024;
/// What visiting a reference costs beside a container.
constexpr int64_t ReferencesPerContainer = 4;

Container &containerAt(ContainerLink *link) { return *static_cast<Container *>(link); }

void moveTo(ContainerLink &ring, Container &container) {
  unlink(&container);
  link(ring, &container);
}

/// Calls fn for each value that the container holds.
template <typename Fn> void forEachHeld(Container &container, Fn fn) {
  auto each = [&](const Items &items) {
    for (const Ref &item : items)
      fn(item.get());
  };
  switch (kindOf(&container)) {
  case CortexKindList:
    return fn(static_cast<ListValue &>(container).store.get());
  case CortexKindItems:
    return each(static_cast<ItemStore &>(container).items);
  case CortexKindTuple:
    return each(static_cast<TupleValue &>(container).items);
  case CortexKindStruct:
    return each(static_cast<StructValue &>(container).fields);
  case CortexKindDict: // keys are numbers and strings
    for (const DictValue::Entry &entry : static_cast<DictValue &>(container).entries)
      fn(entry.value.get());
    return;
  case CortexKindFunction:
    for (Value capture : static_cast<FunctionValue &>(container).captures)
      fn(capture);
    return;
  case CortexKindCell:
    return fn(static_cast<CellValue &>(container).content.get());
  default:
    return;
  }
}

/// Lets go of everything that the container holds.
void empty(Container &container) {
  switch (kindOf(&container)) {
  case CortexKindList:
    static_cast<ListValue &>(container).store = {};
    return;
  case CortexKindItems:
    return static_cast<ItemStore &>(container).items.clear();
  case CortexKindTuple:
    return static_cast<TupleValue &>(container).items.clear();
  case CortexKindStruct:
    return static_cast<StructValue &>(container).fields.clear();
  case CortexKindDict:
    static_cast<DictValue &>(container).index.clear();
    return static_cast<DictValue &>(container).entries.clear();
  case CortexKindFunction:
    return static_cast<FunctionValue &>(container).releaseCaptures();
  case CortexKindCell:
    static_cast<CellValue &>(container).content = {};
    return;
  default:
    return;
  }
}

/// One run.
class Collection {
public:
  int64_t run() {
    countOutside();
    separate();
    return freeSuspects();
  }
  int64_t visited() const { return references; }

private:
  /// Gives each container the number of its references that come from no container.
  void countOutside() {
    for (ContainerLink *at = collector.ring.after; at != &collector.ring; at = at->after) {
      Container &container = containerAt(at);
      container.suspect = false;
      container.outside =
          container.references < 0 ? std::numeric_limits<int32_t>::max() : container.references;
    }
    for (ContainerLink *at = collector.ring.after; at != &collector.ring; at = at->after)
      forEachHeld(containerAt(at), [&](Value value) {
        ++references;
        if (Container *held = asContainer(value))
          --held->outside;
      });
  }

  /// Moves what cannot be reached from outside to `suspects`. A container that looks unreachable
  /// when its turn comes returns behind the others once something reachable is seen to hold it.
  void separate() {
    for (ContainerLink *at = collector.ring.after; at != &collector.ring;) {
      Container &container = containerAt(at);
      at = at->after;
      if (container.outside <= 0) {
        container.suspect = true;
        moveTo(suspects, container);
        continue;
      }
      forEachHeld(container, [&](Value value) { reach(value, at); });
    }
  }

  void reach(Value value, ContainerLink *&next) {
    Container *held = asContainer(value);
    if (!held || held->outside > 0)
      return;
    held->outside = 1;
    if (!held->suspect)
      return;
    held->suspect = false;
    moveTo(collector.ring, *held);
    if (next == &collector.ring)
      next = held;
  }

  /// Each is held while all are emptied, and then freed alone: nothing is freed twice or too early.
  int64_t freeSuspects() {
    int64_t count = 0;
    for (ContainerLink *at = suspects.after; at != &suspects; at = at->after, ++count)
      ++containerAt(at).references;
    for (ContainerLink *at = suspects.after; at != &suspects; at = at->after)
      empty(containerAt(at));
    while (suspects.after != &suspects) {
      Container &container = containerAt(suspects.after);
      moveTo(collector.ring, container);
      release(&container);
    }
    return count;
  }

  ContainerLink suspects{&suspects, &suspects};
  int64_t references = 0;
};

} // namespace

int64_t collectGarbage() noexcept {
  if (collector.running || insideParallelLoop())
    return 0;
  collector.running = true;
  Collection collection;
  int64_t freed = collection.run();
  int64_t alive = collector.containers + collection.visited() / ReferencesPerContainer;
  collector.containerLimit = collector.containers + std::max(LeastContainers, alive);
  int64_t bytes = memoryUse.bytes;
  collector.byteLimit = bytes + std::max(LeastBytes, bytes);
  ++collector.runs;
  collector.running = false;
  return freed;
}

void collectIfDue() noexcept {
  if (collector.containers >= collector.containerLimit || memoryUse.bytes >= collector.byteLimit)
    collectGarbage();
}

} // namespace cortex::rt
