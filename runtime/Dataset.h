// Part of Cortex, under the MIT licence.
// Declares the readers of data files and the dataset that they fill.
#ifndef CORTEX_RUNTIME_DATASET_H
#define CORTEX_RUNTIME_DATASET_H

#include "Tensor.h"
#include <functional>
#include <string>
#include <vector>

namespace cortex::rt {

/// Examples of equal size with their targets. Images stay bytes until a batch is gathered.
struct Dataset {
  std::string name;
  int64_t rows = 0;
  Shape exampleShape;          // of one example
  std::string bytes;           // inputs as unsigned bytes, or
  std::vector<double> numbers; // inputs as numbers
  std::vector<double> targets; // rows * targetWidth
  int64_t targetWidth = 1;
  bool wholeTargets = true; // each target is a whole number
  int64_t features() const { return product(exampleShape); }
};

/// An IDX file: bytes as they are where the type is unsigned byte, else numbers.
struct IdxArray {
  Shape shape;
  std::string bytes; // unsigned
  std::vector<double> numbers;
  bool floating = false;
};
/// Reads an IDX file, packed by gzip or not; an io or value error if it is none.
IdxArray readIdx(const std::string &path, Loc location);

/// A table of numbers with a column of targets.
struct CsvTable {
  int64_t rows = 0, features = 0;
  std::vector<double> inputs;
  std::vector<double> targets;
  bool wholeTargets = true;
};
/// Reads a CSV file; an io or value error that names the line where it is none.
CsvTable readCsv(const std::string &path, Loc location);

/// An .npy file as a tensor (unsigned bytes and int32 become int64, bool stays).
TensorRef readNpy(const std::string &path, Loc location);

/// The bytes of a file; io errors that say what is wrong with the path.
std::string readBytes(const std::string &path, Loc location);
/// Hands a file to `take` piece by piece; the errors of readBytes.
void readChunks(const std::string &path, Loc location,
                const std::function<void(std::string_view)> &take);
/// The contents of a file, unpacked if it is in gzip's format; never holds the packed bytes whole.
std::string readUnpacked(const std::string &path, Loc location);
/// Gives a file a new content: in one step (under a temporary name, synced, renamed) with the mode
/// that it had. A link is followed; what is no regular file, as a pipe, is written to as it is.
void writeBytes(const std::string &path, std::string_view bytes, Loc location);
/// Whether there is something at a path, links followed.
bool pathExists(const std::string &path);
/// Whether a path leads to a folder, links followed.
bool isDirectory(const std::string &path);

/// The dataset at a path: a folder of IDX files, a CSV file, or X.npy beside Y.npy.
std::shared_ptr<Dataset> openDataset(const std::string &path, const std::string &part,
                                     Loc location);

} // namespace cortex::rt

#endif
