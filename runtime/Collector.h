// Part of Cortex, under the MIT licence.
// Declares the collector of cycles: values that hold one another and that nothing else holds.
//
// Reference counts free everything but cycles. The collector knows every container. When there are
// so many more than after its last run that a run pays, it subtracts from each count the references
// that come from other containers: what is then left above zero is held from outside, by the
// program's variables or the runtime's, and with it all that can be reached from there. The rest is
// garbage. Programs without cycles pay two links for each container, and a run at each doubling of
// what is alive.
#ifndef CORTEX_RUNTIME_COLLECTOR_H
#define CORTEX_RUNTIME_COLLECTOR_H

#include <cstdint>

namespace cortex::rt {

/// A place in a ring of containers.
struct ContainerLink {
  ContainerLink *before = nullptr; // null: in no ring
  ContainerLink *after = nullptr;
};

/// What the collector goes by.
struct CollectorState {
  ContainerLink ring{&ring, &ring};      // of all containers, the newest last
  int64_t containers = 0;                // alive
  int64_t containerLimit = 20'000;       // the next run is due at this many containers
  int64_t byteLimit = 256 * 1024 * 1024; // or at this many bytes in the pools
  int64_t runs = 0;
  bool running = false;
};
extern CollectorState collector;

inline void link(ContainerLink &ring, ContainerLink *item) noexcept {
  item->before = ring.before;
  item->after = &ring;
  ring.before->after = item;
  ring.before = item;
}

inline void unlink(ContainerLink *item) noexcept {
  item->before->after = item->after;
  item->after->before = item->before;
  item->before = item->after = nullptr;
}

/// Frees the containers that only cycles hold, and says how many there were. Values belong to the
/// thread that runs the program; on others this does nothing.
int64_t collectGarbage() noexcept;

/// The same where it is due: when a container is to be made.
void collectIfDue() noexcept;

} // namespace cortex::rt

#endif
