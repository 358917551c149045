// Part of Cortex, under the MIT licence.
// Owns the texts that are compiled and the mapping between byte offsets and lines and columns.
#pragma once

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/ErrorOr.h"
#include "llvm/Support/MemoryBuffer.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace cortex {

/// Number of a file within its SourceManager.
using FileId = uint32_t;

/// A half-open span of bytes `[begin, end)` of one file. The default value belongs to no file.
struct SourceRange {
  static constexpr FileId noFile = ~FileId(0);

  FileId file = noFile;
  uint32_t begin = 0;
  uint32_t end = 0;

  SourceRange() = default;
  SourceRange(FileId file, uint32_t begin, uint32_t end) : file(file), begin(begin), end(end) {}

  /// Whether the range belongs to a file.
  bool isValid() const { return file != noFile; }
  /// The smallest range over both; both must be of the same file (an invalid one is ignored).
  SourceRange to(SourceRange other) const;
  bool operator==(const SourceRange &) const = default;
};

/// A position as people count it: line and column from 1, columns in Unicode code points.
struct LineColumn {
  unsigned line = 1;
  unsigned column = 1;
  bool operator==(const LineColumn &) const = default;
};

/// One immutable text with its path as the user gave it.
class SourceFile {
public:
  SourceFile(FileId id, std::unique_ptr<llvm::MemoryBuffer> buffer);

  FileId id() const { return fileId; }
  /// The path exactly as given.
  llvm::StringRef path() const { return buffer->getBufferIdentifier(); }
  /// The whole text, a byte order mark included.
  llvm::StringRef text() const { return buffer->getBuffer(); }
  /// The text of a range of this file, cut to what exists.
  llvm::StringRef text(SourceRange range) const;

  unsigned lineCount() const { return lineStarts.size(); }
  /// The text of a line (from 1) without its line end; empty for a line that does not exist.
  llvm::StringRef lineText(unsigned line) const;
  /// Byte offset at which a line (from 1) starts.
  uint32_t lineStart(unsigned line) const;
  /// Line (from 1) of a byte offset.
  unsigned lineOf(uint32_t offset) const;
  /// Line and column of a byte offset; an offset past the end counts as the end.
  LineColumn lineColumn(uint32_t offset) const;
  /// Byte offset of a line and column; positions that do not exist are moved to the nearest one.
  uint32_t offsetOf(LineColumn position) const;

private:
  FileId fileId;
  std::unique_ptr<llvm::MemoryBuffer> buffer;
  std::vector<uint32_t> lineStarts;
  /// How many code points precede each block of bytes, and the whole text: a column is known
  /// without a walk along its line, however long that is.
  std::vector<uint32_t> blockCounts;
  static constexpr uint32_t blockSize = 64;

  uint32_t codePointsBefore(uint32_t offset) const;
};

/// Owns every file of one compilation: the program, its modules and the library.
class SourceManager {
public:
  /// Largest file that is read, in bytes: offsets are 32 bits and tokens take several times the
  /// text.
  static constexpr uint64_t maxFileSize = uint64_t(64) << 20;

  /// Reads a file (`-` is standard input). The error is the operating system's, or
  /// `file_too_large` above maxFileSize.
  llvm::ErrorOr<FileId> addFile(llvm::StringRef path);
  /// Adds a text that is already in memory; `path` is only a name for messages.
  FileId addText(llvm::StringRef path, llvm::StringRef text);

  /// Lets a file end in further lines. Before anything has been said about its text.
  void appendLines(FileId id, llvm::StringRef lines);

  const SourceFile &file(FileId id) const { return *files[id]; }
  unsigned fileCount() const { return files.size(); }
  /// The file that was added under this path, if any.
  std::optional<FileId> findFile(llvm::StringRef path) const;
  /// The range between two positions of the file of this path (the end is exclusive), as needed
  /// for locations that went through the IR. An unknown path gives an invalid range.
  SourceRange rangeOf(llvm::StringRef path, LineColumn begin, LineColumn end) const;
  /// The text of a range; empty for an invalid range.
  llvm::StringRef text(SourceRange range) const;

private:
  FileId add(std::unique_ptr<llvm::MemoryBuffer> buffer);

  std::vector<std::unique_ptr<SourceFile>> files;
};

} // namespace cortex
