// Part of Cortex, under the MIT licence.
// Spawns, waits on a descriptor of the process, kills.
#include "Driver/ChildProcess.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace cortex {
namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// As the system wants it; valid as long as the strings.
std::vector<char *> pointersTo(const std::vector<std::string> &texts) {
  std::vector<char *> pointers;
  for (const std::string &text : texts)
    pointers.push_back(const_cast<char *>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

int spawn(const ChildCommand &command, pid_t &child) {
  std::vector<std::string> variables = command.environment;
  for (char **variable = environ; *variable; ++variable)
    variables.push_back(*variable);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  constexpr int writing = O_WRONLY | O_CREAT | O_TRUNC;
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, command.outputPath.c_str(), writing,
                                   0600);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, command.errorPath.c_str(), writing, 0600);
  int error = posix_spawn(&child, command.words.front().c_str(), &files, nullptr,
                          pointersTo(command.words).data(), pointersTo(variables).data());
  posix_spawn_file_actions_destroy(&files);
  return error;
}

/// Whether the process ended in time.
bool endsWithin(pid_t child, double seconds) {
  int descriptor = static_cast<int>(syscall(SYS_pidfd_open, child, 0));
  if (descriptor < 0)
    return true; // Waiting for it then takes what it takes.
  Clock::time_point begin = Clock::now();
  int ready = 0;
  double left = seconds;
  do {
    pollfd wanted = {descriptor, POLLIN, 0};
    ready = poll(&wanted, 1, static_cast<int>(std::clamp(left * 1000, 0.0, 1e9)));
    left = seconds - secondsSince(begin);
  } while (ready < 0 && errno == EINTR);
  close(descriptor);
  return ready != 0;
}

} // namespace

ChildEnd runChild(const ChildCommand &command) {
  Clock::time_point begin = Clock::now();
  pid_t child = 0;
  if (int error = spawn(command, child))
    return {ChildEnd::How::NotStarted, error, 0};
  bool inTime = endsWithin(child, command.timeoutSeconds);
  if (!inTime)
    kill(child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR)
    ;
  double seconds = secondsSince(begin);
  if (!inTime)
    return {ChildEnd::How::TimedOut, 0, seconds};
  if (WIFSIGNALED(status))
    return {ChildEnd::How::Signalled, WTERMSIG(status), seconds};
  return {ChildEnd::How::Exited, WEXITSTATUS(status), seconds};
}

} // namespace cortex
