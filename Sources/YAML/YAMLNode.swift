import CYAML

/// A node of a YAML document, as libyaml reads it: tags are not looked at, so each scalar is its text.
package enum YAMLNode: Hashable {
  /// One key of a mapping with its value.
  package struct Pair: Hashable {
    /// The key.
    package var key: YAMLNode
    /// The value.
    package var value: YAMLNode

    /// This key with this value.
    package init(key: YAMLNode, value: YAMLNode) { (self.key, self.value) = (key, value) }
  }

  /// A text.
  case scalar(String)
  /// A list.
  case sequence([YAMLNode])
  /// Keys with values, in the order of the text.
  case mapping([Pair])

  /// The text is no YAML, holds more than one document, gives a key twice, or nests or repeats nodes too often.
  package struct Unreadable: Error {}

  /// The text of a scalar; `nil` for others.
  package var text: String? {
    if case .scalar(let text) = self { text } else { nil }
  }

  /// The items of a list; `nil` for others.
  package var items: [YAMLNode]? {
    if case .sequence(let items) = self { items } else { nil }
  }

  /// The keys of a mapping with their values; `nil` for others.
  package var pairs: [Pair]? {
    if case .mapping(let pairs) = self { pairs } else { nil }
  }

  /// The value of the key `name` of a mapping; `nil` where there is none, and for others.
  package subscript(_ name: String) -> YAMLNode? {
    pairs?.first { $0.key == .scalar(name) }?.value
  }

  /// The one document in `text`; `nil` where it is empty.
  ///
  /// An alias stands for a copy of its node. Documents of more than 10,000 nodes, of more than 64 KiB in their scalars, or
  /// nested more than 16 deep, are refused, so that aliases of aliases cost no more than that.
  package static func document(in text: String) throws(Unreadable) -> YAMLNode? {
    // libyaml wants an address, which the buffer of an empty text need not have.
    guard !text.isEmpty else { return nil }
    guard YAMLNode.isShallow(text) else { throw Unreadable() }
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    defer { parser.deallocate() }
    guard yaml_parser_initialize(parser) == 1 else { throw Unreadable() }
    defer { yaml_parser_delete(parser) }
    let bytes = Array(text.utf8)
    return try bytes.withUnsafeBufferPointer { bytes throws(Unreadable) in
      yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
      let first = try load(from: parser)
      guard first != nil else { return nil }
      guard try load(from: parser) == nil else { throw Unreadable() }
      return first
    }
  }

  /// Whether brackets stay open in each other so little that libyaml takes no longer than *n*: for each token it looks at
  /// all that are open.
  private static func isShallow(_ text: String) -> Bool {
    var depth = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
      default: continue
      }
      if depth > 256 { return false }
    }
    return true
  }

  /// The parser's next document; `nil` at the end.
  private static func load(
    from parser: UnsafeMutablePointer<yaml_parser_t>
  ) throws(Unreadable) -> YAMLNode? {
    let document = UnsafeMutablePointer<yaml_document_t>.allocate(capacity: 1)
    defer { document.deallocate() }
    guard yaml_parser_load(parser, document) == 1 else { throw Unreadable() }
    defer { yaml_document_delete(document) }
    guard let root = yaml_document_get_root_node(document) else { return nil }
    var budget = (nodes: 10_000, bytes: 64 << 10)
    return try YAMLNode(root.pointee, of: document, depth: 16, budget: &budget)
  }

  private init(
    _ node: yaml_node_t, of document: UnsafeMutablePointer<yaml_document_t>, depth: Int,
    budget: inout (nodes: Int, bytes: Int)
  ) throws(Unreadable) {
    budget.nodes -= 1
    guard depth > 0, budget.nodes > 0 else { throw Unreadable() }
    func child(
      _ index: Int32, _ budget: inout (nodes: Int, bytes: Int)
    ) throws(Unreadable) -> YAMLNode {
      guard let node = yaml_document_get_node(document, index) else { throw Unreadable() }
      return try YAMLNode(node.pointee, of: document, depth: depth - 1, budget: &budget)
    }
    switch node.type {
    case YAML_SCALAR_NODE:
      let bytes = UnsafeBufferPointer(
        start: node.data.scalar.value, count: node.data.scalar.length)
      budget.bytes -= bytes.count
      guard budget.bytes >= 0 else { throw Unreadable() }
      self = .scalar(String(decoding: bytes, as: UTF8.self))
    case YAML_SEQUENCE_NODE:
      let items = node.data.sequence.items
      var nodes: [YAMLNode] = []
      for item in UnsafeBufferPointer(start: items.start, count: items.top - items.start) {
        nodes.append(try child(item, &budget))
      }
      self = .sequence(nodes)
    case YAML_MAPPING_NODE:
      let range = node.data.mapping.pairs
      var pairs: [Pair] = []
      for pair in UnsafeBufferPointer(start: range.start, count: range.top - range.start) {
        let key = try child(pair.key, &budget)
        guard !pairs.contains(where: { $0.key == key }) else { throw Unreadable() }
        pairs.append(Pair(key: key, value: try child(pair.value, &budget)))
      }
      self = .mapping(pairs)
    default: throw Unreadable()
    }
  }
}
