import CKernels
import Tensors
import Transformer

/// Token embeddings times sqrt(dim), plus sinusoidal positions, then dropout.
package struct Embedding {
  let table: ParameterLayout.Parameter
  let positions: FloatStorage

  /// What the way back needs.
  package struct Saved {
    let tokens: [Int32]
    let dropoutKey: UInt64
  }

  /// - Parameter maximumLength: the longest sentence that will be embedded, in tokens.
  package init(_ layout: ParameterLayout, maximumLength: Int) {
    table = layout["Wemb"]
    positions = FloatStorage(PositionalEncoding.table(count: maximumLength, dim: table.columns))
  }

  /// - Parameters:
  ///   - tokens: one a row; a negative one stands for a zero vector (the first decoder input).
  ///   - ranges: the rows of each sentence; positions begin anew in each.
  package func forward(_ tokens: [Int32], ranges: [Range<Int>], _ w: Workspace) -> (Matrix, Saved) {
    let dim = table.columns
    let scale = Float(dim).squareRoot()
    let x = w.arena.matrix(rows: tokens.count, columns: dim)
    let embeddings = w.parameters[table].pointer
    for range in ranges {
      for row in range {
        let (output, position) = (x.row(row), positions.pointer + (row - range.lowerBound) * dim)
        let token = Int(tokens[row])
        guard token >= 0 else {
          output.update(from: position, count: dim)
          continue
        }
        let embedding = embeddings + token * dim
        for i in 0..<dim { output[i] = embedding[i] * scale + position[i] }
      }
    }
    let dropoutKey = w.nextDropoutKey()
    if w.dropout.residual > 0 { ck_dropout(x.pointer, x.count, w.dropout.residual, dropoutKey, x.pointer) }
    return (x, Saved(tokens: tokens, dropoutKey: dropoutKey))
  }

  /// Adds to the gradient of the table. Changes `dx`.
  package func backward(_ dx: Matrix, _ saved: Saved, _ w: Workspace) {
    if w.dropout.residual > 0 { ck_dropout(dx.pointer, dx.count, w.dropout.residual, saved.dropoutKey, dx.pointer) }
    let dim = table.columns
    let scale = Float(dim).squareRoot()
    let gradient = w.gradient(table).pointer
    for (row, token) in saved.tokens.enumerated() where token >= 0 {
      let (sum, source) = (gradient + Int(token) * dim, dx.row(row))
      for i in 0..<dim { sum[i] += scale * source[i] }
    }
  }
}
