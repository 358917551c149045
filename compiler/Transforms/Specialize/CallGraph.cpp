// Part of Cortex, under the MIT licence.
// Which functions of a program reach which.
#include "Transforms/Specialize/CallGraph.h"

#include "Dialect/Inference.h"

#include "llvm/ADT/GraphTraits.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SCCIterator.h"

using namespace mlir;
using namespace cortex;

namespace {
/// A function and those that it calls or makes closures of.
struct Node {
  func::FuncOp function;
  SmallVector<Node *> reached;
};
} // namespace

namespace llvm {
template <> struct GraphTraits<Node *> {
  using NodeRef = Node *;
  using ChildIteratorType = SmallVector<Node *>::iterator;
  static NodeRef getEntryNode(Node *node) { return node; }
  static ChildIteratorType child_begin(NodeRef node) { return node->reached.begin(); }
  static ChildIteratorType child_end(NodeRef node) { return node->reached.end(); }
};
} // namespace llvm

CallGraph::CallGraph(ModuleOp module) : symbols(module) {
  llvm::MapVector<Operation *, std::unique_ptr<Node>> nodes;
  Node root; // Reaches all, so that the walk does.
  for (auto function : module.getOps<func::FuncOp>()) {
    auto &node = nodes[function] = std::make_unique<Node>();
    node->function = function;
    root.reached.push_back(node.get());
  }
  for (auto &entry : nodes)
    entry.second->function.walk([&](Operation *op) {
      func::FuncOp reached;
      written += isa<func::CallOp, ApplyOp>(op) && !entry.first->hasAttr(libraryFunctionAttr);
      if (auto call = dyn_cast<func::CallOp>(op))
        reached = lookup(call.getCallee());
      else if (auto closure = dyn_cast<ClosureOp>(op))
        reached = lookup(closure.getFunction());
      if (reached)
        entry.second->reached.push_back(nodes[reached].get());
    });
  for (auto component = llvm::scc_begin(&root); !component.isAtEnd(); ++component)
    for (Node *node : *component) {
      if (!node->function)
        continue;
      order.push_back(node->function);
      if (component.hasCycle())
        recursive.insert(node->function);
    }
  std::reverse(order.begin(), order.end());
}
