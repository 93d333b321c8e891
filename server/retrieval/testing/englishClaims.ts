import type { ClaimCase } from './claimCase.ts';

export const englishClaims: ClaimCase[] = [
  {
    passage:
      'Revenue at Harlow Textiles rose to £3.4 million in 2019, up from £2.9 million the year before. Exports to Norway made up 18 percent of sales. Chief executive Dana Whitlock said the company would not open a second factory.',
    borneOut: [
      'Harlow Textiles had revenue of £3.4 million in 2019, compared with £2.9 million a year earlier',
      'Norway accounted for 18% of sales through exports',
      'Dana Whitlock, the chief executive, said there would be no second factory',
    ],
    altered: [
      'Revenue at Harlow Textiles rose to £2.9 million in 2019',
      'Exports to Sweden made up 18 percent of sales',
      'Dana Whitlock said the company would open a second factory',
    ],
  },
  {
    passage:
      'Vessels longer than forty metres must request a pilot at least two hours before arrival. Mooring on the north quay costs 18 euros per metre and day. The fuel dock is closed when the wind exceeds 35 knots.',
    borneOut: [
      'Ships over 40 metres long have to request a pilot two hours or more before arrival',
      'The daily price of mooring at the north quay is 18 euros per metre',
      'When winds are above 35 knots, the fuel dock closes',
    ],
    altered: [
      'Vessels shorter than forty metres must request a pilot before arrival',
      'Mooring on the north quay costs 18 dollars per metre and day',
      'The fuel dock is open when the wind exceeds 35 knots',
    ],
  },
  {
    passage:
      'Employees are entitled to 25 days of paid leave per year. Unused days may be carried over until 31 March. Requests for more than ten consecutive days need the approval of the department head. Interns are not covered by this policy.',
    borneOut: [
      'Staff get twenty-five days of paid leave each year',
      'Leave days that were not used can be carried over until March 31',
      'The policy does not apply to interns',
    ],
    altered: [
      'Employees are entitled to 25 weeks of paid leave per year',
      'Unused days may be carried over until 31 May',
      'Interns are covered by this policy',
    ],
  },
  {
    passage:
      'The bridge was designed by Amelia Croft and completed in 1887. It spans 212 metres across the River Teal. A storm destroyed the eastern arch in 1953, and it was rebuilt in steel rather than stone.',
    borneOut: [
      'Amelia Croft designed the bridge, which was finished in 1887',
      'The bridge is 212 metres long and crosses the River Teal',
      'After the 1953 storm, the eastern arch was rebuilt using steel instead of stone',
    ],
    altered: [
      'The bridge was designed by Edward Croft and completed in 1887',
      'The bridge spans 221 metres across the River Teal',
      'A storm destroyed the western arch in 1953',
    ],
  },
  {
    passage:
      'Take one tablet of 400 mg three times a day with meals. Do not take this medicine if you are pregnant or have a stomach ulcer. Store it below 30 °C and out of the reach of children. Discard the bottle ninety days after opening.',
    borneOut: [
      'The dose is one 400 mg tablet three times daily, with meals',
      'People who are pregnant or have a stomach ulcer should not take this medicine',
      'The bottle should be discarded 90 days after it was opened',
    ],
    altered: [
      'Take one tablet of 400 mg four times a day with meals',
      'You can take this medicine if you are pregnant',
      'Store it above 30 °C',
    ],
  },
  {
    passage:
      'The committee approved the budget by nine votes to four. Councillor Reyes voted against it, while Councillor Adeyemi abstained. The new library will be built on Mill Street, not on Station Road, and should open in the autumn of 2026.',
    borneOut: [
      'The budget was approved by the committee with 9 votes in favour and 4 against',
      'Adeyemi abstained and Reyes voted against the budget',
      'The library will be built on Mill Street and is expected to open in autumn 2026',
    ],
    altered: [
      'The committee rejected the budget by nine votes to four',
      'Councillor Adeyemi voted against it, while Councillor Reyes abstained',
      'The new library will be built on Station Road',
    ],
  },
  {
    passage:
      'Python 3.12 removed the distutils module. Projects that still depend on it should migrate to setuptools 69 or newer. The default recursion limit stayed at 1000. Type hints are never checked at run time.',
    borneOut: [
      'The distutils module was removed in Python 3.12',
      'Projects depending on distutils should move to setuptools version 69 or later',
      'The default recursion limit is still 1,000',
    ],
    altered: [
      'Python 3.11 removed the distutils module',
      'Projects that still depend on it should migrate to setuptools 59 or newer',
      'Type hints are always checked at run time',
    ],
  },
  {
    passage:
      'Bees can see ultraviolet light but cannot see red. A worker lives about six weeks in summer, whereas a queen may live for up to five years. In one trip a forager visits between 50 and 100 flowers.',
    borneOut: [
      'Bees are able to see ultraviolet light, but not red',
      'Queens can live for as long as five years, while workers live roughly six weeks in the summer',
      'A single forager visits 50 to 100 flowers per trip',
    ],
    altered: [
      'Bees can see red but cannot see ultraviolet light',
      'A worker lives about six months in summer',
      'A queen may live for up to six weeks',
    ],
  },
  {
    passage:
      'The tenant may end the agreement with sixty days of written notice. Subletting is forbidden without the landlord’s consent. The deposit of $1,200 is returned within three weeks, less the cost of any repairs.',
    borneOut: [
      'Sixty days of written notice are needed for the tenant to end the agreement',
      'Subletting is not allowed unless the landlord consents',
      'The $1,200 deposit is returned within 3 weeks, minus the cost of repairs',
    ],
    altered: [
      'The landlord may end the agreement with sixty days of written notice',
      'Subletting is allowed without the landlord’s consent',
      'The deposit of $12,000 is returned within three weeks',
    ],
  },
  {
    passage:
      'Flight KX 417 leaves Lisbon at 14:20 and reaches Oslo at 19:05. Each passenger may check in one bag of up to 23 kg. Refunds are given only for cancellations made more than 48 hours before departure.',
    borneOut: [
      'KX 417 departs from Lisbon at 14:20 and arrives in Oslo at 19:05',
      'Passengers can check in one bag weighing up to 23 kilograms',
      'You only get a refund if you cancel more than two days before departure',
    ],
    altered: [
      'Flight KX 417 leaves Oslo at 14:20 and reaches Lisbon at 19:05',
      'Each passenger may check in one bag of up to 32 kg',
      'Refunds are given only for cancellations made less than 48 hours before departure',
    ],
  },
];
