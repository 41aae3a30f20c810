import Basics
import CKernels
import Tensors
import Threads
import Transformer

/// Loss and gradients of a batch, computed by all workers together.
///
/// A batch is cut into shards of bounded size, always in the same way; shard `i` goes to worker `i mod workers`. Dropout
/// depends on the shard, not on the worker, so that the number of workers changes rounding only.
package final class DataParallel {
  package let graph: TransformerGraph
  package let workers: WorkerPool
  private let workspaces: [Workspace]
  private let shardTokens: Int

  package init(
    _ parameters: ParameterVector, graph: TransformerGraph, dropout: DropoutRates, precision: ProductPrecision,
    shardTokens: Int, workers: WorkerPool
  ) {
    self.graph = graph
    self.workers = workers
    self.shardTokens = shardTokens
    workspaces = (0..<workers.count).map { _ in Workspace(parameters, dropout: dropout, precision: precision) }
  }

  /// Sums of gradients over the batches since they were last used up.
  package var gradients: ParameterVector { workspaces[0].gradients }

  /// Floating-point operations of all products so far.
  package var operations: Double { workspaces.reduce(0) { $0 + $1.products.operations } }

  /// Processor time of all workers so far, by phase.
  package var seconds: (products: Double, attention: Double, loss: Double) {
    workspaces.reduce((0, 0, 0)) {
      ($0.0 + $1.products.seconds, $0.1 + $1.attentionSeconds, $0.2 + $1.lossSeconds)
    }
  }

  /// Floats that the workers' arenas have taken from the system.
  package var arenaCapacity: Int { workspaces.reduce(0) { $0 + $1.arena.capacity } }

  /// Adds the gradients of `pairs` to ``gradients``.
  package func forwardBackward(_ pairs: [TokenPair], seed: UInt64) -> LossSums {
    let shards = Self.shards(pairs, tokens: shardTokens)
    let sums = workers.map { worker in
      var sums = LossSums()
      for index in stride(from: worker, to: shards.count, by: workers.count) {
        var generator = SplitMix64(seed: seed, index)
        sums += graph.forwardBackward(Batch(shards[index]), seed: generator.next(), workspaces[worker])
      }
      return sums
    }
    reduceGradients()
    return total(sums)
  }

  /// The loss of `pairs` without dropout.
  package func loss(_ pairs: [TokenPair], parameters: ParameterVector) -> LossSums {
    let shards = BatchSource.batches(of: pairs, tokens: shardTokens)
    let sums = workers.map { worker in
      let workspace = Workspace(parameters, dropout: .none, precision: .float32)
      return stride(from: worker, to: shards.count, by: workers.count).reduce(into: LossSums()) {
        $0 += graph.loss(Batch(shards[$1]), workspace)
      }
    }
    return total(sums)
  }

  private func total(_ sums: [LossSums]) -> LossSums { sums.reduce(into: LossSums()) { $0 += $1 } }

  private func reduceGradients() {
    guard workspaces.count > 1 else { return }
    let sum = workspaces[0].gradients.storage
    _ = workers.map(over: sum.count) { range in
      for workspace in workspaces.dropFirst() {
        let more = workspace.gradients.storage.pointer + range.lowerBound
        ck_add(more, range.count, sum.pointer + range.lowerBound)
        more.update(repeating: 0, count: range.count)
      }
    }
  }

  /// Deals pairs out evenly, so that shards have about `tokens` target tokens each and a like mixture of lengths.
  package static func shards(_ pairs: [TokenPair], tokens: Int) -> [[TokenPair]] {
    let total = pairs.reduce(0) { $0 + $1.target.count }
    // An even number of shards keeps two workers equally busy.
    let wanted = max(1, (total + tokens - 1) / tokens)
    let count = min(pairs.count, wanted + wanted % 2)
    var shards = [[TokenPair]](repeating: [], count: count)
    for (index, pair) in pairs.enumerated() { shards[index % count].append(pair) }
    return shards
  }
}
