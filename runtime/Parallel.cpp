// Part of Cortex, under the MIT licence.
// Owns the threads that run parts of a loop: started when first needed, never more than the loop
// has work for.
#include "Parallel.h"
#include "Errors.h"
#include "cortex/runtime.h"
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace cortex::rt {
namespace {

using Body = void (*)(int64_t, int64_t, void *);

int64_t wantedThreads = 0;
thread_local bool insidePool = false;

/// One loop being run: parts are taken in order by whoever is free.
struct Job {
  Body body;
  int64_t next, end, grain;
  void *context;
  int64_t running = 0;
  std::exception_ptr failure;
};

/// Workers that wait for jobs; lives until the process ends, so that exit need not join them.
struct Pool {
  std::mutex mutex;
  std::condition_variable wake, done;
  Job *job = nullptr;

  explicit Pool(int64_t workers) {
    for (int64_t i = 0; i < workers; ++i)
      std::thread([this] { work(); }).detach();
  }

  void work() {
    insidePool = true;
    std::unique_lock<std::mutex> lock(mutex);
    while (true) {
      wake.wait(lock, [this] { return job && job->next < job->end; });
      takePart(*job, lock);
    }
  }

  void takePart(Job &mine, std::unique_lock<std::mutex> &lock) {
    int64_t low = mine.next, high = std::min(mine.end, low + mine.grain);
    mine.next = high;
    ++mine.running;
    lock.unlock();
    std::exception_ptr failure;
    try {
      mine.body(low, high, mine.context);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    if (failure) {
      mine.failure = failure;
      mine.next = mine.end;
    }
    if (--mine.running == 0 && mine.next >= mine.end)
      done.notify_all();
  }

  void run(Job &mine) {
    std::unique_lock<std::mutex> lock(mutex);
    job = &mine;
    wake.notify_all();
    while (mine.next < mine.end)
      takePart(mine, lock);
    done.wait(lock, [&] { return mine.running == 0; });
    job = nullptr;
    if (mine.failure)
      std::rethrow_exception(mine.failure);
  }
};

} // namespace

void setThreadCount(int64_t threads) { wantedThreads = threads; }

bool insideParallelLoop() { return insidePool; }

int64_t threadCount() {
  if (wantedThreads > 0)
    return wantedThreads;
  return std::max<int64_t>(1, static_cast<int64_t>(std::thread::hardware_concurrency()));
}

} // namespace cortex::rt

using namespace cortex::rt;

extern "C" {

void cortex_rt_parallel_for(void *function, int64_t low, int64_t high, int64_t grain,
                            void *context) {
  auto body = reinterpret_cast<Body>(function);
  int64_t threads = threadCount(), count = high - low;
  grain = std::max<int64_t>(grain, 1);
  if (count <= 0)
    return;
  if (threads == 1 || count <= grain || insidePool)
    return body(low, high, context);
  static Pool *pool = new Pool(threads - 1);
  int64_t parts = std::min(threads * 4, (count + grain - 1) / grain);
  Job job{body, low, high, (count + parts - 1) / parts, context, 0, nullptr};
  insidePool = true; // a loop inside a part runs in place
  struct Leave {
    ~Leave() { insidePool = false; }
  } leave;
  pool->run(job);
}
}
