import type { JoinerField } from './joiner-fields.ts'

/** Column names of sheets, in either language, that mean a field. The first is the one of the template. */
export const headingNames = {
  name: ['姓名', '员工姓名', '名字', 'name', 'full name'],
  userid: ['账号', '帐号', '用户名', 'account', 'user id', 'userid'],
  mobile: ['手机', '手机号', '手机号码', '电话', '联系电话', 'mobile', 'phone', 'mobile number'],
  email: ['邮箱', '邮件', '电子邮箱', '邮箱地址', 'email', 'e-mail'],
  department: ['部门', '所属部门', '所在部门', '部门名称', 'department', 'team'],
  position: ['岗位', '职务', '职位', '岗位名称', 'position', 'title', 'job title'],
  startsOn: ['报到日', '入职日期', '报到日期', '入职', '入职日', 'first day', 'start date', 'starts on'],
  company: ['合作公司', '外协公司', '公司', '单位', 'company', 'employer'],
  sponsor: ['对接人', '负责人', '担保人', 'sponsor', 'contact'],
  endsOn: ['合作到期', '到期日', '合作期限', '截止日期', '合同到期', 'contract end', 'end date'],
} as const satisfies Record<JoinerField, readonly string[]>
