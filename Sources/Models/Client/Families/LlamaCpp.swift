extension ServiceFamily {
  /// The server of llama.cpp: the model's own template decides on the order of roles and on ids.
  static let llamaCpp = ServiceFamily(name: "llama.cpp", partsCalls: true)
}
