#pragma once
// How much a storage item holds: `stored` at the start, `added` each month, and what was added
// leaves after `retention` months (the first `stored` stays). Retention counts whole months.
//   volume at the end of month m (from 0) = stored + added x min(m + 1, retention)
//   billed in month m = mean of the volumes at its start and its end
// Not modelled: growth with traffic, deletion of the opening volume, minimum storage durations.
//
// Worked number: 2 TB, 150 GB/month, 24 months: 2,075 GB billed in the first month, 5,600 GB from
// the 25th on.

namespace costwright {
struct StorageItem;
}

namespace costwright::cost {

// Bytes at the end of month `month`; -1: at the start of the horizon.
double stored_bytes(const StorageItem& item, int month);
double mean_stored_bytes(const StorageItem& item, int month);

}  // namespace costwright::cost
