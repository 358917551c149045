// Part of Cortex, under the MIT licence.
// Owns the reader of CSV files: quoted fields, an optional header, a column of targets, class names
// as numbers.
#include "Dataset.h"
#include "Text.h"
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>

namespace cortex::rt {
namespace {

struct Field {
  std::string text;
  bool quoted = false;
};
struct Row {
  std::vector<Field> fields;
  int64_t line;
};

[[noreturn]] void fail(const std::string &path, int64_t line, const std::string &what,
                       Loc location) {
  throwError(CortexIoError, "\"" + path + "\", line " + std::to_string(line) + ": " + what,
             location);
}

/// Splits text into rows; empty lines are left out.
class Splitter {
public:
  Splitter(const std::string &csv, const std::string &file, Loc where)
      : text(csv), path(file), location(where) {
    if (text.starts_with("\xEF\xBB\xBF"))
      at = 3;
  }

  std::vector<Row> rows() {
    std::vector<Row> result;
    while (at < text.size()) {
      Row row{{}, line};
      bool more = true;
      while (more) {
        row.fields.push_back(field());
        more = at < text.size() && text[at] == ',';
        at += more ? 1 : 0;
      }
      endOfLine();
      if (row.fields.size() > 1 || !row.fields[0].text.empty() || row.fields[0].quoted)
        result.push_back(std::move(row));
    }
    return result;
  }

private:
  const std::string &text;
  const std::string &path;
  Loc location;
  size_t at = 0;
  int64_t line = 1;

  void endOfLine() {
    if (at < text.size() && text[at] == '\r')
      ++at;
    if (at < text.size() && text[at] == '\n')
      ++at;
    ++line;
  }

  Field field() {
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t'))
      ++at;
    if (at < text.size() && text[at] == '"')
      return quotedField();
    size_t begin = at;
    while (at < text.size() && text[at] != ',' && text[at] != '\n' && text[at] != '\r')
      ++at;
    size_t end = at;
    while (end > begin && (text[end - 1] == ' ' || text[end - 1] == '\t'))
      --end;
    return {text.substr(begin, end - begin), false};
  }

  Field quotedField() {
    int64_t start = line;
    Field result{"", true};
    for (++at;; ++at) {
      if (at >= text.size())
        fail(path, start, "a quoted field is not closed", location);
      if (text[at] == '"' && at + 1 < text.size() && text[at + 1] == '"')
        ++at;
      else if (text[at] == '"')
        break;
      line += text[at] == '\n';
      result.text += text[at];
    }
    ++at;
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t'))
      ++at;
    if (at < text.size() && text[at] != ',' && text[at] != '\n' && text[at] != '\r')
      fail(path, line, "text stands after a quoted field", location);
    return result;
  }
};

std::optional<double> number(const std::string &text) {
  double value = 0;
  const char *begin = text.data() + (text.starts_with('+') ? 1 : 0),
             *end = text.data() + text.size();
  auto [stop, error] = std::from_chars(begin, end, value);
  if (error == std::errc::invalid_argument || stop != end || begin == end)
    return std::nullopt;
  return error == std::errc() ? value : std::strtod(text.c_str(), nullptr);
}

/// The first row is a header if none of its cells is a number but a later row has some.
bool hasHeader(const std::vector<Row> &rows) {
  auto numeric = [](const Field &field) { return number(field.text).has_value(); };
  if (std::ranges::any_of(rows[0].fields, numeric))
    return false;
  return rows.size() == 1 || std::ranges::any_of(rows[1].fields, numeric);
}

size_t targetColumn(const Row &header) {
  for (const char *name : {"target", "targets", "label", "labels", "y"})
    for (size_t i = 0; i < header.fields.size(); ++i)
      if (header.fields[i].text == name)
        return i;
  return header.fields.size() - 1;
}

/// Numbers as they are; if any target is none, all are class names, numbered in order of
/// appearance.
void fillTargets(CsvTable &table, const std::vector<Row> &rows, size_t first, size_t column,
                 const std::string &path, Loc location) {
  bool names = false;
  for (size_t i = first; i < rows.size(); ++i) {
    const std::string &cell = rows[i].fields[column].text;
    if (cell.empty())
      fail(path, rows[i].line, "column " + std::to_string(column + 1) + ", the target, is empty",
           location);
    names = names || !number(cell);
  }
  std::map<std::string, double> classes;
  for (size_t i = first; i < rows.size(); ++i) {
    const std::string &cell = rows[i].fields[column].text;
    double target = names ? classes.emplace(cell, static_cast<double>(classes.size())).first->second
                          : *number(cell);
    table.wholeTargets =
        table.wholeTargets && target == std::floor(target) && std::fabs(target) < 0x1p53;
    table.targets.push_back(target);
  }
}

} // namespace

CsvTable readCsv(const std::string &path, Loc location) {
  std::string text = readUnpacked(path, location);
  std::vector<Row> rows = Splitter(text, path, location).rows();
  if (rows.empty())
    throwError(CortexIoError, "\"" + path + "\" is empty", location);
  size_t first = hasHeader(rows) ? 1 : 0, width = rows[0].fields.size();
  size_t target = first == 1 ? targetColumn(rows[0]) : width - 1;
  if (rows.size() == first)
    throwError(CortexIoError, "\"" + path + "\" has a header but no rows", location);
  if (width < 2)
    fail(path, rows[0].line, "a dataset needs two columns or more", location);
  CsvTable table;
  table.rows = static_cast<int64_t>(rows.size() - first);
  table.features = static_cast<int64_t>(width) - 1;
  for (size_t i = first; i < rows.size(); ++i) {
    const Row &row = rows[i];
    if (row.fields.size() != width)
      fail(path, row.line,
           "expected " + std::to_string(width) + " columns, found " +
               std::to_string(row.fields.size()),
           location);
    for (size_t column = 0; column < width; ++column) {
      if (column == target)
        continue;
      auto value = number(row.fields[column].text);
      if (!value)
        fail(path, row.line,
             "column " + std::to_string(column + 1) + ": \"" + row.fields[column].text +
                 "\" is no number",
             location);
      table.inputs.push_back(*value);
    }
  }
  fillTargets(table, rows, first, target, path, location);
  return table;
}

} // namespace cortex::rt

using namespace cortex::rt;

extern "C" Value cortex_rt_lib_load_csv(Value path, Loc location) {
  auto *text = dynCast<StringValue>(path);
  if (!text)
    throwExpected("a path", path, location);
  CsvTable table = readCsv(text->text, location);
  TensorRef inputs = makeTensor(CortexF64, std::array{table.rows, table.features});
  std::ranges::copy(table.inputs, inputs->as<double>());
  TensorRef targets = makeTensor(CortexF64, std::array{table.rows});
  std::ranges::copy(table.targets, targets->as<double>());
  auto *dict = new DictValue;
  Ref owner = Ref::adopt(dict);
  dict->set(makeString("inputs").get(), convert(inputs, defaultFloat));
  dict->set(makeString("targets").get(),
            convert(targets, table.wholeTargets ? CortexI64 : defaultFloat));
  return owner.take();
}
