/**
 * Inverse of a symmetric positive definite matrix by Cholesky factors.
 *
 * @param matrix row-major k x k
 * @param k the order
 * @returns the inverse, row-major, or `null` where the matrix is not positive definite to working precision
 *
 * Source: Golub and Van Loan, Matrix Computations, section 4.2.
 */
export function invertSpd(matrix: Float64Array, k: number): Float64Array | null {
  const factor = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * k + j]!;
      for (let l = 0; l < j; l++) sum -= factor[i * k + l]! * factor[j * k + l]!;
      if (i === j) {
        if (!(sum > 1e-14 * Math.abs(matrix[i * k + i]!))) return null;
        factor[i * k + i] = Math.sqrt(sum);
      } else {
        factor[i * k + j] = sum / factor[j * k + j]!;
      }
    }
  }
  const inverse = new Float64Array(k * k);
  const column = new Float64Array(k);
  for (let c = 0; c < k; c++) {
    for (let i = 0; i < k; i++) {
      let sum = i === c ? 1 : 0;
      for (let l = 0; l < i; l++) sum -= factor[i * k + l]! * column[l]!;
      column[i] = sum / factor[i * k + i]!;
    }
    for (let i = k - 1; i >= 0; i--) {
      let sum = column[i]!;
      for (let l = i + 1; l < k; l++) sum -= factor[l * k + i]! * inverse[l * k + c]!;
      inverse[i * k + c] = sum / factor[i * k + i]!;
    }
  }
  return inverse;
}

/**
 * Product of a row-major k x k matrix and a vector.
 *
 * @param matrix row-major k x k
 * @param vector length k
 */
export function matrixVector(matrix: Float64Array, vector: Float64Array): Float64Array {
  const k = vector.length;
  const out = new Float64Array(k);
  for (let i = 0; i < k; i++) {
    let sum = 0;
    for (let j = 0; j < k; j++) sum += matrix[i * k + j]! * vector[j]!;
    out[i] = sum;
  }
  return out;
}
