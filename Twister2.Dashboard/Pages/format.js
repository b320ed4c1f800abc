// Numbers and times as a person reads them.
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
const BIG = ['', 'k', 'M', 'G', 'T'];

function scaled(value, units) {
  let unit = 0;
  for (; Math.abs(value) >= 999.5 && unit < units.length - 1; unit++) value /= 1000;
  const digits = unit === 0 ? (Math.abs(value) < 10 && !Number.isInteger(value) ? 1 : 0) : Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0;
  return [value.toFixed(digits), units[unit]];
}

export const bytes = value => scaled(value ?? 0, UNITS).join(' ');
export const rate = value => `${bytes(value)}/s`;
export const short = value => scaled(value ?? 0, BIG).join(' ').trim();
export const count = value => (value ?? 0).toLocaleString('en-US');
export const cores = value => (value ?? 0).toFixed(2);
export const percent = value => `${Math.round((value ?? 0) * 100)} %`;
export const plural = (n, word) => `${count(n)} ${word}${n === 1 ? '' : 's'}`;

export function duration(seconds) {
  if (seconds === null || seconds === undefined || Number.isNaN(seconds)) return '–';
  if (seconds < 0) seconds = 0;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.floor(seconds)} s`;
  const whole = Math.floor(seconds), hours = Math.floor(whole / 3600), pad = n => String(n).padStart(2, '0');
  return hours > 0 ? `${hours}:${pad(Math.floor(whole / 60) % 60)}:${pad(whole % 60)} h` : `${Math.floor(whole / 60)}:${pad(whole % 60)} min`;
}

export function clock(time) {
  const date = new Date(time), pad = n => String(n).padStart(2, '0');
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  const at = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
  return new Date().toDateString() === date.toDateString() ? `today ${at}` : `${day} ${at}`;
}

// 0-3, 7
export function ranges(numbers) {
  const parts = [];
  for (let i = 0; i < numbers.length;) {
    let end = i;
    while (end + 1 < numbers.length && numbers[end + 1] === numbers[end] + 1) end++;
    parts.push(end > i ? `${numbers[i]}–${numbers[end]}` : `${numbers[i]}`);
    i = end + 1;
  }
  return parts.length > 8 ? `${parts.slice(0, 8).join(', ')} …` : parts.join(', ');
}
