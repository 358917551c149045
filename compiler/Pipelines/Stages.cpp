// Part of Cortex, under the MIT licence.
// The table of stages as data.
#include "Pipelines/Stages.h"

namespace cortex {

llvm::ArrayRef<StageInfo> allStages() {
  static constexpr StageInfo stages[] = {
#define CORTEX_STAGE(enumerator, name, contract) {Stage::enumerator, name, contract},
#include "Pipelines/Stages.def"
  };
  return stages;
}

} // namespace cortex
