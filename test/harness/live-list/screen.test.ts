import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { Screen } from '../../../harness/live-list/screen.ts';
import { line } from '../../../harness/live-list/text.ts';
import { painter } from '../../../report/paint.ts';
import { SilentTerminal } from './terminal.ts';

describe('a screen', () => {
  test('draws over what it drew, be it more lines or fewer, longer or shorter', async () => {
    const terminal = new SilentTerminal(20);
    terminal.write('$ command\n');
    const screen = new Screen(terminal);
    for (const lines of [['one'], ['one and more', 'two', 'three'], ['1', '2'], []]) {
      screen.draw(lines);
      expect(await terminal.text()).toBe(['$ command', ...lines, ''].join('\n'));
    }
  });

  test('lets others write above its lines', async () => {
    const terminal = new SilentTerminal(20);
    const screen = new Screen(terminal);
    screen.draw(['a', 'b']);
    screen.above(() => terminal.write('said by others\n'));
    expect(await terminal.text()).toBe('said by others\na\nb\n');
    screen.draw(['c']);
    expect(await terminal.text()).toBe('said by others\nc\n');
  });

  test('leaves its last lines, and what comes then goes below', async () => {
    const terminal = new SilentTerminal(20);
    const screen = new Screen(terminal);
    screen.draw(['a', 'b']);
    screen.leave(['x']);
    terminal.write('verdict\n');
    screen.draw(['next']);
    expect(await terminal.text()).toBe('x\nverdict\nnext\n');
  });

  test('leaves nothing behind when the terminal becomes narrower', async () => {
    const terminal = new SilentTerminal(20);
    terminal.write('$ command\n');
    const screen = new Screen(terminal);
    screen.draw(['12345678901234567890', 'short', '1234567890123']);
    await terminal.narrow(10);
    screen.draw(['a', 'b']);
    expect(await terminal.text()).toBe('$ command\na\nb\n');
  });

  test('draws no more than there is room for, and all of it in the end', async () => {
    const terminal = new SilentTerminal(20, 5);
    terminal.write('$ command\n');
    const screen = new Screen(terminal);
    const lines = ['run', '1', '2', '3', '4', '5', 'step'];
    for (let times = 0; times < 3; times += 1) screen.draw(lines);
    expect(await terminal.text()).toBe('$ command\nrun\n…\n5\nstep\n');
    screen.leave(lines);
    expect(await terminal.text()).toBe(['$ command', ...lines, ''].join('\n'));
  });
});

describe('a line', () => {
  const none = painter(false);

  test.each([
    ['short', 10, 'short'],
    ['exactly 10', 10, 'exactly 10'],
    ['longer than 10', 10, 'longer th…'],
    ['blanks behind      ', 13, 'blanks behind'],
    ['漢字漢字', 5, '漢字…'],
    ['e\u0301\u0301e', 2, 'e\u0301\u0301e'],
  ])('%j in %d columns', (text, width, shown) => {
    expect(line([{ text }], width, none)).toBe(shown);
    expect(stringWidth(shown.trimEnd())).toBeLessThanOrEqual(width);
  });

  test('has no word of others that moves the cursor or breaks it', () => {
    expect(line([{ text: 'a\u001b[2Jb\nc\rd\u202ee ' }, { text: 'f' }], 40, none)).toBe('ab c d e f');
  });

  test('has colours around its pieces that do not count', () => {
    const painted = line([{ text: '1234', style: 'red' }, { text: '5678' }], 6, painter(true));
    expect(painted).toContain('\u001b[31m1234\u001b[39m5…');
  });
});
