/**
 * How long, how deep and how wide the parts of a source file are, by its syntax tree. Figures point to places to look;
 * none of them is good or bad by itself.
 */
import ts from 'typescript';

export interface FileFigures {
  readonly path: string;
  readonly lines: number;
  /** Declarations that other files may import, types included. */
  readonly exports: number;
  /** Of the lines that are not blank, those that hold a comment and no code; in [0, 1]. */
  readonly commentShare: number;
  readonly functions: readonly FunctionFigures[];
}

/** A function, method or class member that has a name, or is given one by what it is assigned to. */
export interface FunctionFigures {
  readonly path: string;
  readonly name: string;
  /** 1-based. */
  readonly line: number;
  /** From its name to its end, with what stands in it. */
  readonly lines: number;
  /** An object that is taken apart is one. */
  readonly parameters: number;
  /** The most branches, loops, `try`s and callbacks with a body that stand one in another. */
  readonly nesting: number;
}

/** @param path - tells TypeScript from JavaScript by its ending. */
export function measure(path: string, text: string): FileFigures {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return {
    path,
    lines: text.replace(/\n$/, '').split('\n').length,
    exports: file.statements.reduce((sum, statement) => sum + exportCount(statement), 0),
    commentShare: commentShare(file),
    functions: functionsIn(file),
  };
}

// ── Functions ───────────────────────────────────────────────────────────────────────────────────────

function functionsIn(file: ts.SourceFile): readonly FunctionFigures[] {
  const found: FunctionFigures[] = [];
  const visit = (node: ts.Node): void => {
    const name = isFunction(node) ? nameOf(node, file) : undefined;
    if (isFunction(node) && name !== undefined) found.push(figuresOf(node, name, file));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

type FunctionNode = ts.FunctionLikeDeclaration & { readonly body: ts.ConciseBody };

const isFunction = (node: ts.Node): node is FunctionNode =>
  ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;

function nameOf(node: FunctionNode, file: ts.SourceFile): string | undefined {
  if (ts.isConstructorDeclaration(node)) return `${node.parent.name?.text ?? 'class'}.constructor`;
  if (node.name !== undefined) return node.name.getText(file);
  const { parent } = node;
  const isGiven =
    ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent);
  return isGiven ? parent.name.getText(file) : undefined;
}

function figuresOf(node: FunctionNode, name: string, file: ts.SourceFile): FunctionFigures {
  const lineAt = (position: number): number => file.getLineAndCharacterOfPosition(position).line + 1;
  const line = lineAt(node.getStart(file));
  const lines = lineAt(node.getEnd()) - line + 1;
  return { path: file.fileName, name, line, lines, parameters: node.parameters.length, nesting: nestingIn(node, file) };
}

/** What stands in a function that has a name of its own counts there. */
function nestingIn(node: FunctionNode, file: ts.SourceFile): number {
  let most = 0;
  const visit = (inner: ts.Node, depth: number): void => {
    if (isFunction(inner) && nameOf(inner, file) !== undefined) return;
    const now = depth + (isLevel(inner) ? 1 : 0);
    most = Math.max(most, now);
    ts.forEachChild(inner, (child) => visit(child, now));
  };
  ts.forEachChild(node.body, (child) => visit(child, 0));
  return most;
}

/** `else if` goes on at the level of its `if`. */
function isLevel(node: ts.Node): boolean {
  if (ts.isIfStatement(node)) return !(ts.isIfStatement(node.parent) && node.parent.elseStatement === node);
  if (isFunction(node)) return ts.isBlock(node.body);
  return ts.isIterationStatement(node, false) || ts.isSwitchStatement(node) || ts.isTryStatement(node);
}

// ── Files ───────────────────────────────────────────────────────────────────────────────────────────

function exportCount(statement: ts.Statement): number {
  if (ts.isExportAssignment(statement)) return 1;
  if (ts.isExportDeclaration(statement)) {
    const { exportClause } = statement;
    return exportClause !== undefined && ts.isNamedExports(exportClause) ? exportClause.elements.length : 1;
  }
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return 0;
  return ts.isVariableStatement(statement) ? statement.declarationList.declarations.length : 1;
}

function commentShare(file: ts.SourceFile): number {
  const { text } = file;
  const [code, comments] = [new Set<number>(), new Set<number>()];
  const mark = (lines: Set<number>, from: number, to: number): void => {
    const last = file.getLineAndCharacterOfPosition(to).line;
    for (let { line } = file.getLineAndCharacterOfPosition(from); line <= last; line++) lines.add(line);
  };
  const visit = (node: ts.Node): void => {
    if (node.kind >= ts.SyntaxKind.FirstJSDocNode && node.kind <= ts.SyntaxKind.LastJSDocNode) return;
    const children = node.getChildren(file);
    for (const child of children) visit(child);
    if (children.length > 0) return;
    const before = ts.getLeadingCommentRanges(text, node.getFullStart()) ?? [];
    const behind = ts.getTrailingCommentRanges(text, node.getEnd()) ?? [];
    for (const { pos, end } of [...before, ...behind]) mark(comments, pos, end);
    if (node.getStart(file) < node.getEnd()) mark(code, node.getStart(file), node.getEnd());
  };
  visit(file);
  const written = text.split('\n').filter((line) => line.trim() !== '').length;
  return [...comments].filter((line) => !code.has(line)).length / Math.max(1, written);
}
