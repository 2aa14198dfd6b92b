import Engine
import Git
import Sandboxes
import Vocabulary

/// What became part of the tree after a command, and what did not.
struct Taken {
  var tree: ObjectID
  var changed: [String]
  var refused: [(path: String, sentence: String)]
}

extension RunWorkspace {
  /// Takes touched files of the layer into the tree; ignored ones stay out.
  func take(
    _ touched: [String], now stamps: [ExactText: LayerFolder.Stamp], from overlay: OverlayFilesystem
  ) throws(WorkspaceFailure) -> Taken {
    try wrapped { () throws(any Error) in
      let ruled = try treeWithRules(among: touched, now: stamps, from: overlay)
      // Other rules may uncover files that earlier commands left behind.
      let touched = ruled == tree ? touched : Set(stamps.keys).union(Set(names: touched)).names
      let rules = try IgnoreRules.read(
        from: repository, tree: ruled, for: Set(names: touched.map(\.folderPath)))
      var taken = Taken(tree: tree, changed: [], refused: [])
      var edits: [TreeEdit] = []
      for path in touched {
        let entry = try repository.entry(at: path, inTree: tree)
        if entry == nil, try rules.ignores(path) { continue }
        do {
          if let entry, entry.mode == .tree, stamps[path]?.kind == .opaqueDirectory {
            // It shows nothing but what lies in the layer; that is looked at by itself.
            let gone = try hidden(in: entry.id, at: path, by: stamps)
            edits += gone.map { TreeEdit($0, .remove) }
            taken.changed += gone
            continue
          }
          guard let edit = try self.edit(path, stamps[path], entry, overlay) else { continue }
          edits.append(edit)
          taken.changed.append(path)
        } catch let refusal as Refusal {
          taken.refused.append((path, refusal.sentence))
        }
      }
      if !edits.isEmpty { taken.tree = try repository.editTree(tree, edits) }
      return taken
    }
  }

  /// The files of a directory that are not in the layer.
  private func hidden(
    in directory: ObjectID, at path: String, by stamps: [ExactText: LayerFolder.Stamp]
  ) throws -> [String] {
    var gone: [String] = []
    var pending = [(tree: directory, path: path)]
    while let next = pending.popLast() {
      for (name, entry) in try repository.entries(ofTree: next.tree) {
        let inner = "\(next.path)/\(name)"
        if entry.mode == .tree, stamps[inner]?.kind != .file, stamps[inner]?.kind != .symlink {
          pending.append((entry.id, inner))
        } else if stamps[inner] == nil {
          try checkRemoval(of: inner, entry)
          gone.append(inner)
        }
      }
    }
    return gone.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The tree with the ignore rules as the command left them.
  private func treeWithRules(
    among touched: [String], now stamps: [ExactText: LayerFolder.Stamp],
    from overlay: OverlayFilesystem
  ) throws -> ObjectID {
    var edits: [TreeEdit] = []
    for path in touched where path.lastPathPart == ".gitignore" {
      let entry = try repository.entry(at: path, inTree: tree)
      if let edit = try? edit(path, stamps[path], entry, overlay) { edits.append(edit) }
    }
    return edits.isEmpty ? tree : try repository.editTree(tree, edits)
  }

  /// The edit that makes the tree agree with the layer at `path`; `nil` when they agree.
  private func edit(
    _ path: String, _ stamp: LayerFolder.Stamp?, _ entry: TreeEntry?, _ overlay: OverlayFilesystem
  ) throws -> TreeEdit? {
    if let entry { try checkRemoval(of: path, entry) } else { try checkNotInSubmodule(path) }
    if let kept = try largeEdit(path, stamp, entry, overlay) { return kept }
    switch stamp?.kind {
    case nil, .whiteout, .opaqueDirectory: return entry == nil ? nil : TreeEdit(path, .remove)
    case .special: throw Refusal(sentence: "'\(path)' is no regular file")
    case .privileged:
      throw Refusal(sentence: "'\(path)' has a bit setuid or setgid, or capabilities")
    case .unnameable: throw Refusal(sentence: "'\(path)' has a name that is no UTF-8")
    case .tooDeep: throw Refusal(sentence: "what lies in '\(path.prefix(60))…' lies too deep")
    case .symlink, .file: break
    }
    do { try pathGuard.check(path) } catch { throw Refusal(sentence: error.sentence(about: path)) }
    guard let stamp, stamp.size <= RunWorkspace.fileLimit else {
      throw Refusal(sentence: "'\(path)' is larger than \(RunWorkspace.fileLimit) bytes")
    }
    guard try repository.externalFilter(at: path, attributesFrom: run.base) == nil,
      let bytes = try overlay.layer.contents(of: path)
    else { throw Refusal(sentence: "'\(path)' cannot be taken over") }
    let mode: FileMode =
      stamp.kind == .symlink ? .symlink : stamp.isExecutable ? .executable : .file
    let stored =
      mode == .symlink
      ? bytes
      : try repository.stored(
        bytes, at: path, over: idOfFile(entry, at: path), attributesFrom: run.base)
    let id = try repository.writeBlob(stored)
    return entry == TreeEntry(id: id, mode: mode) ? nil : TreeEdit(path, .put(id, mode))
  }

  /// Whether what stands at `path` may go: a directory only when all it holds may, and no submodule.
  private func checkRemoval(of path: String, _ entry: TreeEntry) throws {
    var pending = [(path: path, entry: entry)]
    while let next = pending.popLast() {
      guard next.entry.mode != .submodule else {
        throw Refusal(sentence: "'\(next.path)' is a submodule, which stays as it is")
      }
      guard next.entry.mode == .tree else {
        do { try pathGuard.check(next.path) } catch {
          throw Refusal(sentence: error.sentence(about: next.path))
        }
        continue
      }
      for (name, inner) in try repository.entries(ofTree: next.entry.id) {
        pending.append(("\(next.path)/\(name)", inner))
      }
    }
  }

  /// Refuses a file within a submodule, which would come to stand in its place.
  private func checkNotInSubmodule(_ path: String) throws {
    var folder = path.folderPath
    while !folder.isEmpty {
      if try repository.entry(at: folder, inTree: tree)?.mode == .submodule {
        throw Refusal(sentence: "'\(path)' lies in a submodule")
      }
      folder = folder.folderPath
    }
  }
}
