import Tensors
import Transformer

/// The whole model, forward to the loss and backward to the gradients.
///
/// It is the model that `Transformer` runs one token at a time, seen with all positions of a batch at once.
public struct TransformerGraph {
  let embedding: Embedding
  let encoder: [EncoderLayer]
  let encoderTop: LayerNorm?
  let decoder: [DecoderLayer]
  let decoderTop: LayerNorm?
  let outputLoss: OutputLoss

  /// - Parameter maximumLength: the longest sentence of any batch, in tokens.
  public init(_ c: TransformerConfiguration, labelSmoothing: Float, maximumLength: Int) {
    let layout = ParameterLayout(c)
    embedding = Embedding(layout, maximumLength: maximumLength)
    encoder = (1...c.encoderLayers).map { EncoderLayer(layout, prefix: "encoder_l\($0)", c) }
    decoder = (1...c.decoderLayers).map { DecoderLayer(layout, prefix: "decoder_l\($0)", c) }
    let isPreNorm = c.normalization == .pre
    encoderTop = isPreNorm ? LayerNorm(layout, prefix: "encoder_top", suffix: "") : nil
    decoderTop = isPreNorm ? LayerNorm(layout, prefix: "decoder_top", suffix: "") : nil
    outputLoss = OutputLoss(layout, labelSmoothing: labelSmoothing)
  }

  /// Adds the gradients of `batch` to the workspace's and returns the loss. Equal seeds drop the same elements.
  package func forwardBackward(_ batch: Batch, seed: UInt64, _ w: Workspace) -> LossSums {
    w.begin(seed: seed)
    let segments = BatchSegments(batch)
    let encoded = encode(batch, segments, w)
    let decoded = decode(batch, segments, memory: encoded.states, w)
    let dStates = w.matrix(like: decoded.states)
    let sums = outputLoss.run(decoded.states, targets: batch.target, dStates: dStates, w)
    let dMemory = w.arena.zeros(rows: encoded.states.rows, columns: encoded.states.columns)
    backward(decoded, dStates, addingTo: dMemory, w)
    backward(encoded, dMemory, w)
    return sums
  }

  /// The loss alone.
  package func loss(_ batch: Batch, _ w: Workspace) -> LossSums {
    w.begin(seed: 0)
    let segments = BatchSegments(batch)
    let encoded = encode(batch, segments, w)
    let decoded = decode(batch, segments, memory: encoded.states, w)
    return outputLoss.run(decoded.states, targets: batch.target, dStates: nil, w)
  }

  private struct Encoded {
    var states: Matrix
    let embedding: Embedding.Saved
    var layers: [EncoderLayer.Saved] = []
    var top: LayerNorm.Saved?
  }

  private struct Decoded {
    var states: Matrix
    let embedding: Embedding.Saved
    var layers: [DecoderLayer.Saved] = []
    var top: LayerNorm.Saved?
  }

  private func encode(_ batch: Batch, _ segments: BatchSegments, _ w: Workspace) -> Encoded {
    let (x, embeddingSaved) = embedding.forward(batch.source, ranges: batch.sourceRanges, w)
    var encoded = Encoded(states: x, embedding: embeddingSaved)
    for layer in encoder {
      let (y, saved) = layer.forward(encoded.states, segments: segments.source, w)
      encoded.states = y
      encoded.layers.append(saved)
    }
    if let encoderTop {
      let (y, saved) = encoderTop.forward(encoded.states, w)
      (encoded.states, encoded.top) = (y, saved)
    }
    return encoded
  }

  private func decode(_ batch: Batch, _ segments: BatchSegments, memory: Matrix, _ w: Workspace) -> Decoded {
    let (x, embeddingSaved) = embedding.forward(batch.decoderInput, ranges: batch.targetRanges, w)
    var decoded = Decoded(states: x, embedding: embeddingSaved)
    for layer in decoder {
      let (y, saved) = layer.forward(decoded.states, memory: memory, segments, w)
      decoded.states = y
      decoded.layers.append(saved)
    }
    if let decoderTop {
      let (y, saved) = decoderTop.forward(decoded.states, w)
      (decoded.states, decoded.top) = (y, saved)
    }
    return decoded
  }

  private func backward(_ decoded: Decoded, _ dStates: Matrix, addingTo dMemory: Matrix, _ w: Workspace) {
    var dx = dStates
    if let decoderTop, let saved = decoded.top { dx = decoderTop.backward(dx, saved, w) }
    for (layer, saved) in zip(decoder, decoded.layers).reversed() {
      dx = layer.backward(dx, saved, addingTo: dMemory, w)
    }
    embedding.backward(dx, decoded.embedding, w)
  }

  private func backward(_ encoded: Encoded, _ dStates: Matrix, _ w: Workspace) {
    var dx = dStates
    if let encoderTop, let saved = encoded.top { dx = encoderTop.backward(dx, saved, w) }
    for (layer, saved) in zip(encoder, encoded.layers).reversed() { dx = layer.backward(dx, saved, w) }
    embedding.backward(dx, encoded.embedding, w)
  }
}
