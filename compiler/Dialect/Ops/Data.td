// Part of Cortex, under the MIT licence.
// The program's dataset, kept as its file has it until a batch is made.
#ifndef CORTEX_OPS_DATA_TD
#define CORTEX_OPS_DATA_TD

include "Dialect/Ops/Base.td"

def DatasetDefaultOp : Cortex_Op<"dataset_default", [Cortex_Structural, Cortex_NonDifferentiable]> {
  let summary = "the dataset that `--data` names";
  let description = [{
    Read at the first use; a run-time error that names the option if none was given. With
    `test` the held-out part (files `t10k-...` of MNIST's naming).

    Example:
    ```mlir
    %0 = cortex.dataset_default -> !cortex.dataset
    ```
  }];
  let arguments = (ins UnitAttr:$test);
  let results = (outs Cortex_DatasetType:$result);
  let assemblyFormat = "(`test` $test^)? attr-dict `->` type($result)";
}

def DatasetCountOp : Cortex_Op<"dataset_count", [Cortex_Structural, Pure, Cortex_NonDifferentiable]> {
  let summary = "how many examples a dataset has";
  let description = [{
    Example:
    ```mlir
    %0 = cortex.dataset_count %d -> i64
    ```
  }];
  let arguments = (ins Cortex_DatasetType:$dataset);
  let results = (outs I64:$result);
  let assemblyFormat = "$dataset attr-dict `->` type($result)";
}

def DatasetInputsOp : Cortex_PureOp<"dataset_inputs", [Cortex_NonDifferentiable]> {
  let summary = "the inputs of the given rows, one example a row";
  let description = [{
    Bytes of images become 0 ... 1. The result is (rows, features) in the default float type.

    Example:
    ```mlir
    %0 = cortex.dataset_inputs %d, %rows : tensor<?xi64> -> tensor<?x?xf32>
    ```
  }];
  let arguments = (ins Cortex_DatasetType:$dataset, Cortex_Operand:$rows);
  let results = (outs Cortex_Operand:$result);
  let assemblyFormat = "$dataset `,` $rows attr-dict `:` type($rows) `->` type($result)";
}

def DatasetLabelsOp : Cortex_PureOp<"dataset_labels", [Cortex_NonDifferentiable]> {
  let summary = "the class labels of the given rows";
  let description = [{
    A run-time error if the dataset's targets are no whole numbers.

    Example:
    ```mlir
    %0 = cortex.dataset_labels %d, %rows : tensor<?xi64> -> tensor<?xi64>
    ```
  }];
  let arguments = (ins Cortex_DatasetType:$dataset, Cortex_Operand:$rows);
  let results = (outs Cortex_Operand:$result);
  let assemblyFormat = "$dataset `,` $rows attr-dict `:` type($rows) `->` type($result)";
}

#endif // CORTEX_OPS_DATA_TD
