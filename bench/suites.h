#pragma once
// The benchmark suites; bench/main.cpp runs them and writes the key figures.
namespace costwright::bench {

void register_serving();  // bench/serving_bench.cpp: requests/s of the engine, jumping and stepping
void register_oracle();   // bench/oracle_bench.cpp: the naive oracle of the tests, on a small part
                          // of the trace
void register_money();    // bench/money_bench.cpp: pricing a finished run again
void register_search();   // bench/search_bench.cpp: evaluations and bounds of a search over
                          // strategies
void register_plan();     // bench/plan_bench.cpp: planning a scenario whose files are read

// Peak resident memory (MB, 1e6 bytes) of a child process that streams ten million requests through
// the engine: from a repeated trace, and from a CSV file of ten million rows that is written for
// the purpose. Call before anything allocates.
double stream_10m_peak_rss_mb();
double stream_10m_file_peak_rss_mb();

}  // namespace costwright::bench
