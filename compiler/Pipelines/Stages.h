// Part of Cortex, under the MIT licence.
// The stages of a compilation, as the table lists them.
#ifndef CORTEX_PIPELINES_STAGES_H
#define CORTEX_PIPELINES_STAGES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace cortex {

/// One enumerator per row of Stages.def, ordered as they are reached.
enum class Stage {
#define CORTEX_STAGE(enumerator, name, contract) enumerator,
#include "Pipelines/Stages.def"
};

/// The row of a stage.
struct StageInfo {
  Stage stage;
  llvm::StringLiteral name;
  llvm::StringLiteral contract;
};

/// All rows in order.
llvm::ArrayRef<StageInfo> allStages();

} // namespace cortex

#endif // CORTEX_PIPELINES_STAGES_H
