// Part of Cortex, under the MIT licence.
// Owns datasets from files: which files make one, and the gathering of batches from it.
#include "Dataset.h"
#include "Options.h"
#include "Text.h"
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace cortex::rt {
namespace {

[[noreturn]] void fail(const std::string &message, Loc location) {
  throwError(CortexIoError, message, location);
}

/// The file of a name in a folder, plain or packed, with `-` or `.` before `idx` as both are in
/// use.
std::optional<std::string> findIdx(const std::string &folder, const std::string &name, int rank) {
  for (const char *separator : {"-", "."})
    for (const char *ending : {"", ".gz"}) {
      std::string path =
          folder + "/" + name + separator + "idx" + std::to_string(rank) + "-ubyte" + ending;
      if (pathExists(path))
        return path;
    }
  return std::nullopt;
}

void setTargets(Dataset &dataset, std::vector<double> targets) {
  dataset.targets = std::move(targets);
  dataset.wholeTargets = std::ranges::all_of(
      dataset.targets, [](double t) { return t == std::floor(t) && std::fabs(t) < 0x1p53; });
}

std::shared_ptr<Dataset> openFolder(const std::string &folder, const std::string &part,
                                    Loc location) {
  std::string stem = part == "test" ? "t10k" : "train";
  auto images = findIdx(folder, stem + "-images", 3), labels = findIdx(folder, stem + "-labels", 1);
  if (!images || !labels)
    fail("the folder \"" + folder + "\" has no " + stem +
             (images ? "-labels-idx1-ubyte" : "-images-idx3-ubyte") + " (or .gz)",
         location);
  IdxArray pixels = readIdx(*images, location), classes = readIdx(*labels, location);
  if (pixels.shape[0] != classes.shape[0])
    fail("\"" + *images + "\" has " + std::to_string(pixels.shape[0]) + " examples, \"" + *labels +
             "\" has " + std::to_string(classes.shape[0]),
         location);
  auto dataset = std::make_shared<Dataset>();
  dataset->rows = pixels.shape[0];
  dataset->exampleShape.assign(pixels.shape.begin() + 1, pixels.shape.end());
  dataset->bytes = std::move(pixels.bytes);
  dataset->numbers = std::move(pixels.numbers);
  std::vector<double> targets = std::move(classes.numbers);
  for (char label : classes.bytes)
    targets.push_back(static_cast<uint8_t>(label));
  setTargets(*dataset, std::move(targets));
  return dataset;
}

std::shared_ptr<Dataset> openCsv(const std::string &path, Loc location) {
  CsvTable table = readCsv(path, location);
  auto dataset = std::make_shared<Dataset>();
  dataset->rows = table.rows;
  dataset->exampleShape = {table.features};
  dataset->numbers = std::move(table.inputs);
  setTargets(*dataset, std::move(table.targets));
  return dataset;
}

/// The file of targets that belongs to a file of inputs: digits_x.npy and digits_y.npy, X.npy and
/// y.npy.
std::optional<std::string> partner(const std::string &path) {
  static const std::pair<const char *, const char *> endings[] = {
      {"_x.npy", "_y.npy"}, {"_X.npy", "_y.npy"},          {"/x.npy", "/y.npy"},
      {"/X.npy", "/y.npy"}, {"inputs.npy", "targets.npy"}, {"images.npy", "labels.npy"}};
  std::string full = path.find('/') == std::string::npos ? "./" + path : path;
  for (auto [inputs, targets] : endings)
    if (full.ends_with(inputs)) {
      std::string other = full.substr(0, full.size() - std::strlen(inputs)) + targets;
      if (pathExists(other))
        return other;
    }
  return std::nullopt;
}

std::shared_ptr<Dataset> openNpy(const std::string &path, Loc location) {
  auto other = partner(path);
  if (!other)
    fail("\"" + path + "\" needs a file of targets beside it (name_x.npy and name_y.npy)",
         location);
  TensorRef inputs = readNpy(path, location),
            targets = convert(readNpy(*other, location), CortexF64);
  if (inputs->rank < 1 || targets->rank < 1 || inputs->shape[0] != targets->shape[0])
    fail("\"" + path + "\" and \"" + *other + "\" have different numbers of examples", location);
  inputs = convert(inputs, CortexF64);
  auto dataset = std::make_shared<Dataset>();
  dataset->rows = inputs->shape[0];
  dataset->exampleShape.assign(inputs->shape + 1, inputs->shape + inputs->rank);
  dataset->numbers.assign(inputs->as<double>(), inputs->as<double>() + inputs->count);
  dataset->targetWidth = dataset->rows > 0 ? targets->count / dataset->rows : 1;
  setTargets(*dataset, {targets->as<double>(), targets->as<double>() + targets->count});
  return dataset;
}

} // namespace

std::shared_ptr<Dataset> openDataset(const std::string &path, const std::string &part,
                                     Loc location) {
  if (!pathExists(path))
    fail("there is no dataset \"" + path + "\"", location);
  if (!part.empty() && part != "train" && part != "test")
    throwValue("a dataset has the parts \"train\" and \"test\", found \"" + part + "\"", location);
  std::shared_ptr<Dataset> dataset;
  if (isDirectory(path))
    dataset = openFolder(path, part, location);
  else if (path.ends_with(".npy"))
    dataset = openNpy(path, location);
  else if (path.ends_with(".csv") || path.ends_with(".csv.gz") || path.ends_with(".txt"))
    dataset = openCsv(path, location);
  else
    fail("\"" + path +
             "\" is no kind of dataset that is known: a folder of IDX files, .csv or .npy",
         location);
  dataset->name = path;
  if (dataset->rows == 0)
    fail("the dataset \"" + path + "\" has no examples", location);
  return dataset;
}

namespace {

const Dataset &datasetOf(Value value) { return *static_cast<DatasetValue *>(value)->dataset; }

int64_t checkRow(const Dataset &dataset, int64_t row, Loc location) {
  if (row < 0 || row >= dataset.rows)
    throwIndex(row, dataset.rows, location);
  return row;
}

template <typename T> void gather(Value value, void *rows, int64_t count, void *out, Loc location) {
  const Dataset &dataset = datasetOf(value);
  int64_t width = dataset.features();
  T *to = static_cast<T *>(out);
  for (int64_t i = 0; i < count; ++i, to += width) {
    int64_t row = checkRow(dataset, static_cast<int64_t *>(rows)[i], location);
    if (!dataset.bytes.empty())
      std::transform(dataset.bytes.begin() + row * width, dataset.bytes.begin() + (row + 1) * width,
                     to, [](uint8_t byte) { return static_cast<T>(byte) / T(255); });
    else
      std::transform(dataset.numbers.begin() + row * width,
                     dataset.numbers.begin() + (row + 1) * width, to,
                     [](double number) { return static_cast<T>(number); });
  }
}

template <typename T>
void gatherTargets(Value value, void *rows, int64_t count, void *out, Loc location) {
  const Dataset &dataset = datasetOf(value);
  T *to = static_cast<T *>(out);
  for (int64_t i = 0; i < count; ++i) {
    int64_t row = checkRow(dataset, static_cast<int64_t *>(rows)[i], location);
    for (int64_t j = 0; j < dataset.targetWidth; ++j)
      *to++ = static_cast<T>(dataset.targets[static_cast<size_t>(row * dataset.targetWidth + j)]);
  }
}

const std::string &textArgument(Value value, Loc location) {
  auto *text = dynCast<StringValue>(value);
  if (!text)
    throwExpected("a path", value, location);
  return text->text;
}

} // namespace
} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

Value cortex_rt_dataset_open(Value path, Value part, Loc location) {
  std::string name = isNull(path) ? options().dataPath : textArgument(path, location);
  if (name.empty())
    fail("the program has no dataset: give one with --data PATH, or call use_dataset", location);
  return new DatasetValue(
      openDataset(name, isNull(part) ? "" : textArgument(part, location), location));
}

int64_t cortex_rt_dataset_rows(Value value) noexcept { return datasetOf(value).rows; }
int64_t cortex_rt_dataset_features(Value value) noexcept { return datasetOf(value).features(); }

int64_t cortex_rt_dataset_classes(Value value) noexcept {
  const Dataset &dataset = datasetOf(value);
  if (!dataset.wholeTargets || dataset.targetWidth != 1)
    return 0;
  return static_cast<int64_t>(std::ranges::max(dataset.targets)) + 1;
}

void cortex_rt_dataset_gather_f32(Value dataset, void *rows, int64_t count, void *out,
                                  Loc location) {
  gather<float>(dataset, rows, count, out, location);
}

void cortex_rt_dataset_gather_f64(Value dataset, void *rows, int64_t count, void *out,
                                  Loc location) {
  gather<double>(dataset, rows, count, out, location);
}

void cortex_rt_dataset_targets_f32(Value dataset, void *rows, int64_t count, void *out,
                                   Loc location) {
  gatherTargets<float>(dataset, rows, count, out, location);
}

void cortex_rt_dataset_targets_f64(Value dataset, void *rows, int64_t count, void *out,
                                   Loc location) {
  gatherTargets<double>(dataset, rows, count, out, location);
}

void cortex_rt_dataset_labels(Value value, void *rows, int64_t count, void *out, Loc location) {
  const Dataset &dataset = datasetOf(value);
  if (!dataset.wholeTargets || dataset.targetWidth != 1)
    throwValue("the targets of \"" + dataset.name +
                   "\" are no class labels: not all are whole numbers",
               location);
  gatherTargets<int64_t>(value, rows, count, out, location);
}

Value cortex_rt_lib_load_dataset(Value path, Value part, Loc location) {
  Place place(location);
  Ref handle = Ref::adopt(cortex_rt_dataset_open(path, part, location));
  const Dataset &dataset = datasetOf(handle.get());
  std::vector<int64_t> rows(static_cast<size_t>(dataset.rows));
  for (size_t i = 0; i < rows.size(); ++i)
    rows[i] = static_cast<int64_t>(i);
  Shape shape = dataset.exampleShape;
  shape.insert(shape.begin(), dataset.rows);
  TensorRef inputs = makeTensor(defaultFloat, shape);
  (defaultFloat == CortexF32 ? gather<float> : gather<double>)(handle.get(), rows.data(),
                                                               dataset.rows, inputs->data(),
                                                               location);
  Shape targetShape{dataset.rows};
  if (dataset.targetWidth != 1)
    targetShape.push_back(dataset.targetWidth);
  TensorRef targets = makeTensor(CortexF64, targetShape);
  std::ranges::copy(dataset.targets, targets->as<double>());
  auto *dict = new DictValue;
  Ref owner = Ref::adopt(dict);
  dict->set(makeString("inputs").get(), inputs);
  dict->set(makeString("targets").get(),
            convert(targets, dataset.wholeTargets ? CortexI64 : defaultFloat));
  return owner.take();
}
}
