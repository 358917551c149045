// Part of Cortex, under the MIT licence.
// Owns the library's functions on files, the environment, arguments, input, time and the end.
#include "Dataset.h"
#include "Options.h"
#include "Output.h"
#include "Text.h"
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace cortex::rt {

Options &options() {
  static Options instance;
  return instance;
}

namespace {

const std::string &pathOf(Value value, Loc location) {
  auto *text = dynCast<StringValue>(value);
  if (!text)
    throwExpected("a path", value, location);
  if (text->text.find('\0') != std::string::npos)
    throwValue("a path cannot contain a zero byte", location);
  return text->text;
}

[[noreturn]] void endProgram(int64_t status) {
  flushOutput();
  // No destructors: other threads may still be at work, and the system takes everything back.
  std::_Exit(static_cast<int>(status & 0xFF));
}

bool isBoolText(std::string_view text) {
  return text == "true" || text == "false" || text == "1" || text == "0";
}

/// The value of --name=value or --name value among the program's arguments; null if it is not
/// there. A flag is true by itself, and what stands behind it is its value only if it is a bool.
const std::string *findArgument(const std::string &name, bool isFlag, std::string &storage) {
  const auto &arguments = options().arguments;
  std::string flag = "--" + name;
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i].starts_with(flag + "=")) {
      storage = arguments[i].substr(flag.size() + 1);
      return &storage;
    }
    if (arguments[i] != flag)
      continue;
    bool isAlone = i + 1 == arguments.size() || arguments[i + 1].starts_with("--") ||
                   (isFlag && !isBoolText(arguments[i + 1]));
    storage = isAlone ? "true" : arguments[i + 1];
    return &storage;
  }
  return nullptr;
}

/// An argument's text as the type of the default that stands for it.
Ref likeDefault(const std::string &text, Value fallback, Loc location) {
  Ref raw = makeString(text);
  switch (kindOf(fallback)) {
  case CortexKindInt:
    return Ref::adopt(cortex_rt_lib_int(raw.get(), location));
  case CortexKindFloat:
    return Ref::adopt(cortex_rt_lib_float(raw.get(), location));
  case CortexKindBool:
    if (!isBoolText(text))
      throwValue("\"" + text + "\" is no bool", location);
    return makeBool(text == "true" || text == "1");
  default:
    return raw;
  }
}

} // namespace
} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

Value cortex_rt_lib_read_file(Value path, Loc location) {
  Place place(location);
  return makeString(readBytes(pathOf(path, location), location)).take();
}

Value cortex_rt_lib_write_file(Value path, Value text, Loc location) {
  Place place(location);
  writeBytes(pathOf(path, location), textOf(text), location);
  return makeNull().take();
}

Value cortex_rt_lib_exists(Value path, Loc location) {
  Place place(location);
  return makeBool(pathExists(pathOf(path, location))).take();
}

Value cortex_rt_lib_env(Value name, Value fallback, Loc location) {
  Place place(location);
  const char *value = std::getenv(pathOf(name, location).c_str());
  return value              ? makeString(value).take()
         : isNull(fallback) ? makeNull().take()
                            : Ref::share(fallback).take();
}

Value cortex_rt_lib_args(Loc) {
  Items items;
  for (const std::string &argument : options().arguments)
    items.push_back(makeString(argument));
  return makeList(std::move(items)).take();
}

Value cortex_rt_lib_arg(Value name, Value fallback, Loc location) {
  Place place(location);
  std::string storage;
  const std::string *found = nullptr;
  if (kindOf(name) == CortexKindInt) {
    int64_t index = asInt(name, location);
    if (index >= 0 && index < static_cast<int64_t>(options().arguments.size()))
      found = &options().arguments[static_cast<size_t>(index)];
  } else {
    found = findArgument(pathOf(name, location), kindOf(fallback) == CortexKindBool, storage);
  }
  if (found)
    return likeDefault(*found, fallback, location).take();
  if (!fallback)
    throwValue("the argument " + quotedText(name) + " is missing", location);
  return Ref::share(fallback).take();
}

Value cortex_rt_lib_input(Value prompt, Loc) {
  if (!isNull(prompt))
    writeOutput(textOf(prompt));
  flushOutput();
  std::string line;
  int c = 0;
  while ((c = std::getchar()) != EOF && c != '\n')
    line += static_cast<char>(c);
  if (c == EOF && line.empty())
    return makeNull().take();
  if (line.ends_with('\r'))
    line.pop_back();
  return makeString(std::move(line)).take();
}

Value cortex_rt_lib_time(Loc) {
  auto now = std::chrono::system_clock::now().time_since_epoch();
  return makeFloat(std::chrono::duration<double>(now).count()).take();
}

Value cortex_rt_lib_sleep(Value seconds, Loc location) {
  Place place(location);
  double wanted = cortex_rt_unbox_f64(seconds, location);
  if (!(wanted >= 0) || std::isinf(wanted))
    throwValue("sleep needs a number of seconds that is not negative", location);
  flushOutput();
  std::this_thread::sleep_for(std::chrono::duration<double>(std::min(wanted, 1e9)));
  return makeNull().take();
}

Value cortex_rt_lib_exit(Value status, Loc location) {
  Place place(location);
  endProgram(isNull(status) ? 0 : asInt(status, location));
}

Value cortex_rt_lib_test_returned(Loc) {
  // The token is the tool's, so that no other end of a program looks like this one.
  const char *token = std::getenv("CORTEX_TEST_TOKEN");
  reportEnd("returned", token ? token : "");
  endProgram(0);
}

Value cortex_rt_lib_assert(Value condition, Value message, Loc location) {
  Place place(location);
  cortex_rt_assert(truth(condition, location), message, location);
  return makeNull().take();
}

Value cortex_rt_lib_fail_assertion(Value message, Value details, Loc location) {
  throwError(CortexAssertionError, textOf(message), location, textOf(details));
}

Value cortex_rt_lib_default_data_path(Loc) {
  return options().dataPath.empty() ? makeNull().take() : makeString(options().dataPath).take();
}
}
