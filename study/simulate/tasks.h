#pragma once
// Independent pieces of work on all cores. Each must write to places of its own; then the result
// does not depend on the number of threads.
#include <functional>
#include <vector>

namespace costwright::study {

// threads 0: one per core; fewer where the system gives no more. `progress`, if any, is told the
// share done, from one thread at a time. What a task throws is thrown again here, the first of it,
// when all threads have stopped; tasks that had not begun by then are left out.
void run_tasks(const std::vector<std::function<void()>>& tasks,
               int threads,
               const std::function<void(double share)>& progress = nullptr);

}  // namespace costwright::study
