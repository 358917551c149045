// Part of Cortex, under the MIT licence.
// The few definitions of the standard library that the compiler itself uses. Their symbols are kept
// for the library: what a program gives the same name gets another symbol.
#ifndef CORTEX_DIALECT_LIBRARYPROTOCOL_H
#define CORTEX_DIALECT_LIBRARYPROTOCOL_H

#include "llvm/ADT/StringRef.h"

namespace cortex::protocol {

/// What `for` goes over batch by batch: its struct, and the functions that say in which order, how
/// many batches, and what one is.
inline constexpr llvm::StringLiteral Loader = "Loader";
inline constexpr llvm::StringLiteral LoaderBegin = "loader_begin";
inline constexpr llvm::StringLiteral LoaderCount = "loader_count";
inline constexpr llvm::StringLiteral LoaderItem = "loader_item";
/// The loader of a dataset that `for` goes over itself.
inline constexpr llvm::StringLiteral DatasetBatches = "dataset_batches";
/// What a call of a model is.
inline constexpr llvm::StringLiteral ForwardPass = "forward_pass";
/// `a @ b` where one of them has more than two axes.
inline constexpr llvm::StringLiteral StackedProduct = "_stacked_product";

/// The functions that iteration needs.
inline constexpr llvm::StringLiteral IterationFunctions[] = {LoaderBegin, LoaderCount, LoaderItem,
                                                             DatasetBatches};

} // namespace cortex::protocol

#endif // CORTEX_DIALECT_LIBRARYPROTOCOL_H
