#include "core/perf/training/training_work.h"

#include "core/perf/compute_path.h"

namespace costwright::perf {
namespace {

double micro_batch_tokens(const TrainingJob& job) {
  return static_cast<double>(job.micro_batch) * static_cast<double>(job.sequence_tokens) /
         job.layout.context;
}

constexpr double kActivation = 2;  // bytes of an activation element
// FLOPs of the fused backward pass over the forward's, and the share of the forward's FLOP/s that
// it reaches [FlashAttention-2 and -3: 0.73 to 0.77].
constexpr double kFusedBackward = 2.5, kFusedBackwardShare = 0.75;
constexpr double kScoreForward = 13;  // bytes a score moves unfused: matrix, softmax, dropout
constexpr double kScoreBackward = 19;
constexpr double kLossBytes = 28;  // per vocabulary entry: BF16 and FP32 copies, softmax, gradient

struct Widths {  // elements of one layer
  double hidden{}, q{}, kv{}, ffn{}, expert_ffn{};
  double attention_share{};  // actual / shape's attention parameters (MLA)
};

Widths widths_of(const ModelShape& m, const DecoderParameters& p) {
  const bool mla = m.kv_lora_rank > 0;
  Widths w;
  w.hidden = m.hidden;
  w.q = static_cast<double>(m.heads) * m.head_dim;
  w.kv = static_cast<double>(mla ? m.heads : m.kv_heads) * m.head_dim;
  w.ffn = p.mlp / (m.hidden * (p.gated ? 3.0 : 2.0));
  w.expert_ffn = p.expert / (m.hidden * (p.gated ? 3.0 : 2.0));
  w.attention_share = p.attention / (m.hidden * (2 * w.q + 2 * w.kv));
  return w;
}

class Micro {
 public:
  Micro(const TrainingJob& job, const TrainingEfficiency& efficiency, const Fabric& fabric)
      : job_(job),
        e_(efficiency),
        fabric_(fabric),
        p_(decoder_parameters(job.model)),
        w_(widths_of(job.model, p_)),
        tokens_(micro_batch_tokens(job)) {
    bandwidth_ = job.accelerator.memory_bandwidth * efficiency.memory;
    peak_ = compute_path(job.accelerator, job.precision)->peak_flops * efficiency.gemm;
    peak16_ = compute_path(job.accelerator, Precision::kBf16)->peak_flops;
  }

  MicroWork layer() const {
    MicroWork w;
    w.gemm_s = layer_gemms();
    w.attention_s = attention();
    w.elementwise_s = elementwise();
    w.overhead_s = e_.per_layer_s + local_experts() * e_.per_expert_s;
    w.tensor_s = tensor_traffic();
    w.context_s = context_traffic();
    w.expert_s = expert_traffic();
    return w;
  }

  MicroWork logits() const {
    MicroWork w;
    const double vocab = static_cast<double>(job_.model.vocab) / job_.layout.tensor;
    const double passes = job_.frozen_base ? 2 : 3;
    const double flops = 2 * tokens_ * w_.hidden * vocab;
    w.gemm_s = passes * (flops / (peak16_ * e_.gemm) +
                         kActivation * (tokens_ * w_.hidden + w_.hidden * vocab) / bandwidth_);
    w.elementwise_s = tokens_ * vocab * kLossBytes / bandwidth_;
    return w;
  }

 private:
  bool routed() const { return job_.model.experts > 0; }
  bool fused() const { return job_.attention != AttentionKernel::kScores; }
  double attention_share() const {
    return job_.attention == AttentionKernel::kFusedNative ? e_.native_attention : e_.attention;
  }
  double local_experts() const {
    return static_cast<double>(job_.model.experts) / job_.layout.expert;
  }
  bool recomputed() const { return job_.recompute == Recompute::kFull; }
  // Forward, gradient of the input, gradient of the weights, forward again.
  double gemm_passes() const { return 1 + 1 + (job_.frozen_base ? 0 : 1) + (recomputed() ? 1 : 0); }
  double traffic_passes() const { return 2 + (recomputed() ? 1 : 0); }

  double gemm(double rows, double inner, double columns) const {
    const double bytes = bytes_per_element(job_.precision) * (rows * inner + inner * columns) +
                         kActivation * rows * columns;
    return 2 * rows * inner * columns / peak_ + bytes / bandwidth_;
  }

  // All passes of an MLP, and of its last GEMM, which an early stop does not repeat.
  double mlp(double rows, double ffn) const {
    const double up = p_.gated ? 2 : 1;
    const bool skip = recomputed() && job_.recompute_stops_early;
    return gemm_passes() * gemm(rows, w_.hidden, up * ffn) +
           (gemm_passes() - (skip ? 1 : 0)) * gemm(rows, ffn, w_.hidden);
  }

  double layer_gemms() const {
    const double t = job_.layout.tensor;
    double all =
        gemm_passes() * (gemm(tokens_, w_.hidden, w_.attention_share * (w_.q + 2 * w_.kv) / t) +
                         gemm(tokens_, w_.attention_share * w_.q / t, w_.hidden));
    if (w_.ffn > 0) {
      all += mlp(tokens_, w_.ffn / t);
    }
    if (routed()) {
      const double rows = tokens_ / t * job_.model.experts_active / local_experts();
      all += local_experts() * mlp(rows, w_.expert_ffn);
    }
    return all;
  }

  double attention() const {
    const double s = static_cast<double>(job_.sequence_tokens);
    const bool square = !fused() || !job_.causal;
    const double forward = tokens_ * attention_flops_per_token(job_.model, s, !square) /
                           job_.model.layers / job_.layout.tensor;
    const bool again = recomputed() || (job_.recompute == Recompute::kSelective && !fused());
    const double passes =
        1 + (fused() ? kFusedBackward / kFusedBackwardShare : 2) + (again ? 1 : 0);
    const double scores = tokens_ * s * job_.model.heads / job_.layout.tensor;
    const double moved = fused() ? 0 : scores * (kScoreForward * (again ? 2 : 1) + kScoreBackward);
    return forward * passes / (peak16_ * attention_share()) + moved / bandwidth_;
  }

  double elementwise() const {
    const double t = job_.layout.tensor;
    const double norms = 10 * w_.hidden / (job_.layout.sequence_parallel ? t : 1);
    const double activation = p_.gated ? 3 : 2;
    double elements = norms + (2 * (w_.q + 2 * w_.kv) + activation * w_.ffn) / t;
    double inputs = (2 * w_.hidden + w_.q + w_.ffn) / t;  // of GEMMs
    if (routed()) {
      const double copies = job_.model.experts_active / t;
      elements += copies * (8 * w_.hidden + activation * w_.expert_ffn);
      inputs += copies * (w_.hidden + w_.expert_ffn);
    }
    const double passes = 3 + (recomputed() ? 1 : 0);
    // A cast reads 16 bits and writes 8 or 4 twice, once transposed for the weight gradient.
    const double narrow = bytes_per_element(job_.precision);
    const double casts = narrow < 2 ? (2 + 2 * narrow) * inputs * 2 : 0;
    return tokens_ * (elements * kActivation * passes + casts) / bandwidth_;
  }

  double tensor_traffic() const {
    const int t = job_.layout.tensor;
    const double each =
        collective_seconds(Collective::kAllReduce, tokens_ * w_.hidden * kActivation,
                           device_group(t, 1, fabric_.devices_per_node), fabric_);
    const double count = routed() && w_.ffn == 0 ? 1 : 2;
    return count * traffic_passes() * each;
  }

  double context_traffic() const {
    const int c = job_.layout.context;
    const double bytes = 2 * w_.kv * tokens_ * kActivation / job_.layout.tensor;
    const auto group = device_group(c, job_.layout.tensor, fabric_.devices_per_node);
    return (c - 1) * (1 + traffic_passes()) *
           collective_seconds(Collective::kSend, bytes, group, fabric_);
  }

  double expert_traffic() const {
    if (!routed()) {
      return 0;
    }
    const auto group = device_group(job_.layout.expert, 1, fabric_.devices_per_node);
    const double token_bytes = tokens_ / job_.layout.tensor * w_.hidden * kActivation;
    const int copies = job_.model.experts_active;
    const double once =
        job_.node_limited_dispatch
            ? dispatch_seconds(token_bytes, copies, group, fabric_)
            : collective_seconds(Collective::kAllToAll, copies * token_bytes, group, fabric_);
    return 2 * traffic_passes() * once;
  }

  const TrainingJob& job_;
  const TrainingEfficiency& e_;
  const Fabric& fabric_;
  DecoderParameters p_;
  Widths w_;
  double tokens_;
  double bandwidth_{}, peak_{}, peak16_{};
};

}  // namespace

MicroWork layer_work(const TrainingJob& job,
                     const TrainingEfficiency& efficiency,
                     const Fabric& fabric) {
  return Micro(job, efficiency, fabric).layer();
}

MicroWork logits_work(const TrainingJob& job,
                      const TrainingEfficiency& efficiency,
                      const Fabric& fabric) {
  return Micro(job, efficiency, fabric).logits();
}

double boundary_bytes(const TrainingJob& job) {
  const double split = job.layout.sequence_parallel ? job.layout.tensor : 1;
  return micro_batch_tokens(job) * job.model.hidden * kActivation / split;
}

}  // namespace costwright::perf
