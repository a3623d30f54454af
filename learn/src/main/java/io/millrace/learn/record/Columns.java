package io.millrace.learn.record;

/// Where the weights of one feature stand: one for outside, then one for each state of each field,
/// then one for each field in any position, then one for each position in any field. The score of a
/// state is the sum of its own, its field's and its position's weight, so that what is learned of
/// one carries over.
///
/// @param fields of the tagger
record Columns(int fields) {
  int width() {
    return 1 + (States.POSITIONS + 1) * fields + States.POSITIONS;
  }

  private int field(int field) {
    return 1 + States.POSITIONS * fields + field;
  }

  private int position(int position) {
    return 1 + (States.POSITIONS + 1) * fields + position;
  }

  /// The columns that matter when only some fields are allowed: outside, their states, themselves,
  /// the positions.
  int[] of(int[] allowed) {
    int[] columns = new int[new Columns(allowed.length).width()];
    int at = 1;
    for (int field : allowed) {
      for (int position = 0; position < States.POSITIONS; position++) {
        columns[at++] = States.of(field, position);
      }
    }
    for (int field : allowed) {
      columns[at++] = field(field);
    }
    for (int position = 0; position < States.POSITIONS; position++) {
      columns[at++] = position(position);
    }
    return columns;
  }

  /// Adds field and position sums to the states' own.
  ///
  /// @param sums in the layout of this, from index 0
  /// @param out gets the score of each state from index `at` on
  void combine(float[] sums, float[] out, int at) {
    out[at] = sums[0];
    for (int field = 0; field < fields; field++) {
      float shared = sums[field(field)];
      for (int position = 0; position < States.POSITIONS; position++) {
        int state = States.of(field, position);
        out[at + state] = sums[state] + shared + sums[position(position)];
      }
    }
  }

  /// The reverse of [#combine] for gradients: from states to states, fields and positions.
  void spread(float[] gradient) {
    for (int field = 0; field < fields; field++) {
      float sum = 0;
      for (int position = 0; position < States.POSITIONS; position++) {
        sum += gradient[States.of(field, position)];
      }
      gradient[field(field)] = sum;
    }
    for (int position = 0; position < States.POSITIONS; position++) {
      float sum = 0;
      for (int field = 0; field < fields; field++) {
        sum += gradient[States.of(field, position)];
      }
      gradient[position(position)] = sum;
    }
  }
}
