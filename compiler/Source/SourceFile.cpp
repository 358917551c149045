// Part of Cortex, under the MIT licence.
// Owns reading source files and converting positions.
#include "Source/SourceFile.h"

#include <algorithm>

namespace cortex {

/// Whether the byte continues a UTF-8 sequence; every other byte counts as one column.
static bool isContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

static constexpr llvm::StringLiteral byteOrderMark = "\xEF\xBB\xBF";

SourceRange SourceRange::to(SourceRange other) const {
  if (!isValid())
    return other;
  if (!other.isValid())
    return *this;
  return {file, std::min(begin, other.begin), std::max(end, other.end)};
}

SourceFile::SourceFile(FileId id, std::unique_ptr<llvm::MemoryBuffer> buffer)
    : fileId(id), buffer(std::move(buffer)) {
  lineStarts.push_back(0);
  llvm::StringRef content = text();
  for (size_t at = content.find('\n'); at != llvm::StringRef::npos; at = content.find('\n', at + 1))
    lineStarts.push_back(at + 1);
  uint32_t count = 0;
  for (size_t at = 0; at < content.size(); ++at) {
    if (at % blockSize == 0)
      blockCounts.push_back(count);
    count += !isContinuation(content[at]);
  }
  blockCounts.push_back(count);
}

llvm::StringRef SourceFile::text(SourceRange range) const {
  return text().slice(range.begin, range.end);
}

llvm::StringRef SourceFile::lineText(unsigned line) const {
  if (line == 0 || line > lineCount())
    return {};
  uint32_t end = line < lineCount() ? lineStarts[line] : text().size();
  llvm::StringRef result = text().slice(lineStarts[line - 1], end);
  if (result.consume_back("\n"))
    result.consume_back("\r");
  if (line == 1)
    result.consume_front(byteOrderMark);
  return result;
}

uint32_t SourceFile::lineStart(unsigned line) const {
  uint32_t start = lineStarts[std::clamp(line, 1u, lineCount()) - 1];
  return start == 0 && text().starts_with(byteOrderMark) ? byteOrderMark.size() : start;
}

unsigned SourceFile::lineOf(uint32_t offset) const {
  return std::upper_bound(lineStarts.begin(), lineStarts.end(), offset) - lineStarts.begin();
}

uint32_t SourceFile::codePointsBefore(uint32_t offset) const {
  uint32_t count = blockCounts[offset / blockSize];
  for (uint32_t at = offset - offset % blockSize; at < offset; ++at)
    count += !isContinuation(text()[at]);
  return count;
}

LineColumn SourceFile::lineColumn(uint32_t offset) const {
  offset = std::min<uint32_t>(offset, text().size());
  unsigned line = lineOf(offset);
  uint32_t start = std::min(lineStart(line), offset); // Before a byte order mark ends.
  return {line, codePointsBefore(offset) - codePointsBefore(start) + 1};
}

uint32_t SourceFile::offsetOf(LineColumn position) const {
  uint32_t start = lineStart(position.line);
  uint32_t end = start + lineText(std::clamp(position.line, 1u, lineCount())).size();
  uint32_t toSkip = std::max(position.column, 1u) - 1;
  if (toSkip >= end - start)
    return end;
  // The last block that begins no later than the column, and from there code point by code point.
  uint32_t wanted = codePointsBefore(start) + toSkip;
  auto later = std::upper_bound(blockCounts.begin(), blockCounts.end(), wanted);
  uint32_t block = (later - blockCounts.begin() - 1) * blockSize;
  uint32_t at = std::clamp(block, start, end);
  for (uint32_t count = codePointsBefore(at); at < end; ++at) {
    count += !isContinuation(text()[at]);
    if (count > wanted)
      break;
  }
  return at;
}

FileId SourceManager::add(std::unique_ptr<llvm::MemoryBuffer> buffer) {
  FileId id = files.size();
  files.push_back(std::make_unique<SourceFile>(id, std::move(buffer)));
  return id;
}

llvm::ErrorOr<FileId> SourceManager::addFile(llvm::StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFileOrSTDIN(path);
  if (!buffer)
    return buffer.getError();
  if ((*buffer)->getBufferSize() > maxFileSize)
    return std::make_error_code(std::errc::file_too_large);
  return add(std::move(*buffer));
}

FileId SourceManager::addText(llvm::StringRef path, llvm::StringRef text) {
  return add(llvm::MemoryBuffer::getMemBufferCopy(text, path));
}

void SourceManager::appendLines(FileId id, llvm::StringRef lines) {
  const SourceFile &before = file(id);
  std::string text = before.text().str();
  if (!text.empty() && text.back() != '\n')
    text += '\n';
  text += lines;
  files[id] =
      std::make_unique<SourceFile>(id, llvm::MemoryBuffer::getMemBufferCopy(text, before.path()));
}

std::optional<FileId> SourceManager::findFile(llvm::StringRef path) const {
  for (const auto &file : files)
    if (file->path() == path)
      return file->id();
  return std::nullopt;
}

SourceRange SourceManager::rangeOf(llvm::StringRef path, LineColumn begin, LineColumn end) const {
  std::optional<FileId> id = findFile(path);
  if (!id)
    return {};
  uint32_t first = file(*id).offsetOf(begin);
  return {*id, first, std::max(first, file(*id).offsetOf(end))};
}

llvm::StringRef SourceManager::text(SourceRange range) const {
  return range.isValid() ? file(range.file).text(range) : llvm::StringRef();
}

} // namespace cortex
